# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Out into the world: what do 235 real households say, and what can they not say?
#
# In the seed world we knew the truth. From here on nobody does. In 1857 Ernst Engel compared the budgets of working
# families and found a law: the poorer a family, the greater the share of its spending that goes for food. You take
# his data the whole way: question, diagram, look, fit, doubt, another fit, a comparison, a prediction, a decision,
# and one page that a stranger can read.
#
# | section | minutes |
# |---|---|
# | A question, and a diagram | 10 |
# | A look | 2 |
# | A straight line | 11 |
# | Logarithms | 5 |
# | Which of the two? | 11 |
# | Thirds | 6 |
# | One household | 11 |
# | A decision | 10 |
# | One page | 4 |
#
# **You need** [03 Uncertainty by repetition](03_uncertainty.ipynb) for prediction intervals,
# [04 When the model lies](04_when_the_model_lies.ipynb) for residuals and HC3, and the change of variables from
# [10 Sampling with gradients](10_gradients.ipynb).

# %%
import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.datasets import engel

from helpers import ols, plots
from helpers.exercises import out_into_the_world as ex

# %% [markdown]
# ## A question, and a diagram
#
# By how many percent does a family's spending on food rise if its income rises by 1 %? Economists call this number
# the *elasticity*. If it is below 1, food rises by less percent than income, so its share falls: Engel's law.
#
# Before any fit, write down what you believe acts on what. Data cannot draw these arrows for you, and no fit will
# ask for them.

# %%
plots.causes("z > x, z > y, x > y, x > w, y > w", x="income", y="food", z="size of the household", w="savings")

# %% [markdown]
# A large household has more earners and more mouths: its size acts on both. Savings are what is left, an effect of
# both. Engel's table has neither of the two. What would that cost? In a pretend world we can see it. There x acts
# on y with 0.5, z acts on x with 0.8 and on y with 0.6, and w is what is left of x after y, with some noise.

# %%
rng = np.random.default_rng(13)
z = rng.normal(size=1000)
x = 0.8 * z + rng.normal(size=1000)
y = 0.5 * x + 0.6 * z + 0.5 * rng.normal(size=1000)
w = x - y + 0.5 * rng.normal(size=1000)

# %% [markdown]
# Fit y on x alone, and the second term of $y = 0.5\,x + 0.6\,z + \ldots$ is left out. The slope of x then takes over
# what x tells of it: 0.6 times the slope of z on x, which is $\mathrm{Cov}(x, z)/\mathrm{Var}(x)$. The variance of z
# is 1 here, and so is that of the noise of x.
#
# **Predict:** what is the slope of x if y is fitted on x alone?

# %%
ex.slope_without_z.guess(..., ...)  # low and high, 80 % sure

# %%
for beside, columns in {"x alone": [x], "x, z": [x, z], "x, w": [x, w], "x, z, w": [x, z, w]}.items():
    one = ols.fit(np.column_stack([np.ones(1000), *columns]), y)
    print(f"{beside:8} slope of x {one.beta[1]:.3f} ± {one.standard_errors[1]:.3f}, R² {one.r_squared:.3f}")

# %%
plots.two_slopes(x, y, z)

# %% [markdown]
# Alone, x answers for what z does as well: z is a *confounder*. With z held fixed the slope is right, within its
# error. With w it is worse than before: among families with equal savings, whoever earns more has also eaten more,
# for that is how their savings came to be equal. Such a common effect is a *collider*. And R² likes it: it is higher
# with w than with z, and highest with both, where the slope is wrong again. R² says how well y is predicted. Which
# variables belong in is a question to the diagram.
#
# The slope of z on x is $0.8 / (0.8^2 + 1) = 0.488$. With endless data, x alone would have the slope
# $0.5 + 0.6 \cdot 0.488 = 0.793$. No number of rows mends that.
#
# Three more shapes matter. A *step on the way*, x → z → y, carries a part of what x does: holding it fixed takes
# that part away. A cause of y alone does no harm, and is not needed. And a collider may stand *before* x, as the
# effect of two hidden causes, one of x and one of y. Left out, it links nothing; put in, it links them.

# %%
# arrows[d, i, j] is 1 where in diagram d variable i acts on j; their order is x, y, z, w, u, v.
(arrows,) = ex.what_belongs_in.example()
plots.unlabelled_causes(arrows)

# %% [markdown] exercise="13-what-belongs-in"
# ### Exercise: which variables belong in?
#
# For each diagram: what is the smallest set beside x with which the slope of x is all that x does to y, directly or
# through other variables? Only z and w are measured; u and v, the dashed circles, are not. Hand over four numbers of
# this key, for the diagrams A to D:
#
# | 1 | 2 | 3 | 4 |
# |---|---|---|---|
# | nothing beside x | z | w | z and w |

# %% exercise="13-what-belongs-in"
belongs_in = ...
### BEGIN SOLUTION
# A fork; a step on the way; a collider before x, and a fork; a fork, and a step on the way.
belongs_in = [2, 1, 3, 2]
### END SOLUTION
ex.what_belongs_in.check(belongs_in)

# %% [markdown]
# This is the *back-door criterion* (Pearl 1995, *Biometrika* 82): close every way that leads into x, and hold fixed
# nothing that x acts on. For Engel's data it says something sober. The size of the household is not in the table.
# Whatever we fit compares *different* households; it does not say what one of them would do with a raise.
#
# ## A look
#
# The data come with statsmodels, after Koenker and Bassett (1982, *Econometrica* 50): 235 working-class households,
# their incomes and their spending on food, both in Belgian francs a year.

# %%
table = engel.load_pandas().data
income, food = table["income"].to_numpy(), table["foodexp"].to_numpy()
print(table.describe().loc[["min", "50%", "mean", "max"]].round(1))

# %% [markdown]
# **Predict:** which share of its income does the median household spend on food?

# %%
ex.share_for_food.guess(..., ...)  # low and high, as a share, 0 to 1, 80 % sure

# %%
print(f"median share: {np.median(food / income):.3f}")
plots.budgets(income, food)

# %% [markdown]
# Two thirds. The right picture is Engel's law, before any model. The left one warns: the cloud opens to the right,
# and one household stands alone, with almost 5,000 francs.
#
# ## A straight line

# %%
X_line = np.column_stack([np.ones(len(income)), income])
line = ols.fit(X_line, food)
line.table().round(4)

# %% [markdown]
# Another franc of income goes with 0.485 francs more for food, plus or minus 0.014. R² is 0.83. Would you print that?
#
# **Predict:** how many times as large is the robust standard error (HC3) of the slope?

# %%
ex.times_as_large.guess(..., ...)  # low and high, 80 % sure

# %%
robust = line.robust_standard_errors("HC3")
print(f"HC3 {robust[1]:.4f}, {robust[1] / line.standard_errors[1]:.2f} times as large")
print(f"Breusch–Pagan p {line.breusch_pagan().p_value:.1e}, kurtosis {line.kurtosis:.1f}")

# %%
plots.residual_fan(income, line.residuals, line.cooks_distance)

# %% [markdown]
# *Cook's distance* (1977, *Technometrics* 19) says how far all coefficients move if a row is left out, in units of
# their own uncertainty. Cook and Weisberg (1982, *Residuals and Influence in Regression*) look at rows above 1; this
# is 9.3.
#
# **Predict:** what is the slope without household 137?

# %%
ex.slope_without_one.guess(..., ...)  # low and high, 80 % sure

# %%
others = np.arange(len(income)) != 137
without = ols.fit(X_line[others], food[others])
print(f"slope {without.beta[1]:.3f}")
print(f"{(without.beta[1] - line.beta[1]) / line.standard_errors[1]:.1f} of the printed standard errors away")

# %% [markdown]
# One household in 235 moves the slope by more than four of the standard errors that were printed. That is no reason
# to throw it out. Nothing says that it is false; it says that the *line* is a poor summary where incomes are high.
#
# Which check would have found what is wrong with the noise? Not every check can. It sees what it looks at, and
# nothing else.

# %% [markdown] exercise="13-spread-check"
# ### Exercise: a check that can see
#
# Write `spread_check(income, residuals)`, one number that is large if the size of the noise depends on income,
# whether it grows or shrinks. Any such number will do, if it needs no currency. It is tried on 25 worlds where the
# noise grows, and on 25 where it shrinks. Then the residuals of each are dealt out to other households by lot, and it
# is tried again. In 20 of each 25 your number for the true ones must be among the highest 5 % of those for dealt ones.

# %% exercise="13-spread-check"
def spread_check(income, residuals):
    ### BEGIN SOLUTION
    return np.corrcoef(np.log(income), residuals**2)[0, 1] ** 2
    ### END SOLUTION


ex.spread_check.check(spread_check)

# %% [markdown]
# To deal out is a test by itself, without any table of a law: if the noise does not depend on income, the true
# deal is one among many. Count how many are as extreme.

# %%
spread_check = ex.spread_check.carry_on(spread_check)


def as_large(residuals, deals=999):
    rng = np.random.default_rng(1)
    dealt = np.array([spread_check(income, rng.permutation(residuals)) for _ in range(deals)])
    found = spread_check(income, residuals)
    return found, dealt.max(), (1 + np.sum(dealt >= found)) / (1 + deals)


print("straight line: {:.4f}, largest of 999 deals {:.4f}, p = {:.3f}".format(*as_large(line.residuals)))

# %% [markdown]
# No deal of 999 comes near, and the true one counts as well: the smallest possible p is 1 in 1,000.
#
# ## Logarithms
#
# Rich families differ by more francs, but perhaps by as many *percent*. And the question was one of percent. Take
# logarithms of both: $\log \text{food} = \beta_0 + \beta_1 \log \text{income} + \varepsilon$. A rise of income by
# 1 % adds about 0.01 to its logarithm and $0.01\,\beta_1$ to that of food. So the slope is the elasticity.
#
# **Predict:** the elasticity.

# %%
ex.elasticity.guess(..., ...)  # low and high, 80 % sure

# %%
X_log = np.column_stack([np.ones(len(income)), np.log(income)])
log_fit = ols.fit(X_log, np.log(food))
print(f"elasticity {log_fit.beta[1]:.3f}, standard error {log_fit.standard_errors[1]:.4f}")
print(f"kurtosis {log_fit.kurtosis:.2f}, skewness {log_fit.skew:.2f}")
print(f"largest Cook's distance {log_fit.cooks_distance.max():.2f}")

# %% [markdown]
# Below 1, as Engel said. The tails are a normal law's, with a little skewness left, and household 137 is harmless. Is
# all well now? Ask your eye. Of nine panels, one shows the residuals as they are. In eight they were dealt out to
# other households. Such a *line-up* is due to Buja and others (2009).

# %%
rng = np.random.default_rng(7)
panels = [rng.permutation(log_fit.residuals) for _ in range(8)]
real = int(rng.integers(9))
panels.insert(real, log_fit.residuals)
plots.line_up(income, panels)

# %% [markdown]
# **Predict:** which panel is the real one?

# %%
ex.real_panel.guess(...)  # "1", "2", … or "9"

# %%
print("real:", real + 1)
print("spread check: {:.4f}, largest of 999 deals {:.4f}, p = {:.3f}".format(*as_large(log_fit.residuals)))
print(f"Breusch–Pagan: p = {log_fit.breusch_pagan().p_value:.1e}")
third = pd.qcut(income, 3, labels=False)  # 0, 1 and 2: lower, middle and upper third
lower_spread, upper_spread = log_fit.residuals[third == 0].std(), log_fit.residuals[third == 2].std()
print(f"spread in the upper third over that in the lower: {upper_spread / lower_spread:.2f}")

# %% [markdown]
# The eye hardly sees it; the checks do. The noise still grows with income, by a third. Are the households
# independent, at least? The file has an order, so lesson 04's Durbin–Watson number can be asked. Its yardstick is
# $2 \pm 4/\sqrt{235}$, or 2 ± 0.26.

# %%
by_income = np.argsort(income)
in_order = ols.fit(X_log[by_income], np.log(food)[by_income])
print(f"Durbin–Watson {log_fit.durbin_watson:.2f}, sorted by income {in_order.durbin_watson:.2f}")
for apart in range(1, 7):
    one, other = log_fit.residuals[apart:], log_fit.residuals[:-apart]
    print(f"correlation of residuals {apart} apart in the file: {np.corrcoef(one, other)[0, 1]:.2f}")

# %% [markdown]
# Neighbours in the *file* are alike: 1.35 lies outside. It is not a bend in the line. A bend would show where the
# rows are sorted by income, and there is nothing. Perhaps families of one place stand together; the file does not
# tell. The likeness ends after the third neighbour. Lesson 04's errors for neighbours in time take neighbours in a
# file as well; `lags=5` reaches beyond the third.

# %%
for name, V in {"classical": None, "HC3": "HC3", "neighbours": log_fit.robust_covariance(lags=5)}.items():
    low, high = log_fit.conf_int(covariance=V)[1]
    print(f"elasticity, {name:10} {low:.3f} to {high:.3f}")

# %% [markdown]
# The honest interval is the widest, by Newey and West's errors, which allow for both faults: 0.79 to 0.92. There the
# road ends. Logarithms made the model much better, not true.
#
# ## Which of the two?
#
# How much better? Lesson 12 compares models by the *elpd*: for each row the log density of its y, predicted from all
# the other rows, added up. With flat priors on $\beta$ and $\log\sigma$ that density needs no draws: averaged over
# beta and sigma, a new y follows the t law of lesson 03's prediction interval. For a row left out that is the deleted
# residual of lesson 04 over its standard error, with n − p − 1 degrees of freedom. Their ratio is what the library
# calls `studentized_residuals`, the external ones: their sigma is that of the other rows. Lesson 12's `criticism.loo`
# does it for any prior.

# %%
def log_densities(fit):
    deleted = fit.residuals / (1 - fit.leverage)
    standard_errors = deleted / fit.studentized_residuals
    return stats.t.logpdf(deleted, fit.df_resid - 1, scale=standard_errors)


log_density_food, log_density_log_food = log_densities(line), log_densities(log_fit)
gap = log_density_log_food.sum() - log_density_food.sum()
print(f"straight line {log_density_food.sum():.1f}, log model {log_density_log_food.sum():.1f}, gap {gap:.0f}")
print(f"in centimes the gap would be {gap + len(food) * np.log(100):.0f}")

# %% [markdown]
# A triumph by 1,593? Count in centimes: the line's densities fall by $\log 100$ each, for a density is probability
# *per unit*, and the log model's stay. A comparison that depends on the coin is none.

# %% [markdown] exercise="13-elpd-difference"
# ### Exercise: one currency for both
#
# Write `elpd_difference(log_density_y, log_density_log_y, y)`: by how much the model of log y predicts *y* better
# than the model of y, and the standard error of that, with `ddof=1` as in lesson 12. The first two arguments are what
# `log_densities` returns, a number for each row.

# %% exercise="13-elpd-difference"
def elpd_difference(log_density_y, log_density_log_y, y):
    ### BEGIN SOLUTION
    differences = log_density_log_y - np.log(y) - log_density_y
    return differences.sum(), np.sqrt(len(y)) * differences.std(ddof=1)
    ### END SOLUTION


ex.elpd_difference.check(elpd_difference)

# %%
elpd_difference = ex.elpd_difference.carry_on(elpd_difference)
difference, its_error = elpd_difference(log_density_food, log_density_log_food, food)
print(f"{difference:.1f} ± {its_error:.1f}")

# %% [markdown]
# It is lesson 10's Jacobian once more, and the log model still wins, by 3.4 standard errors. A sum of 235 numbers
# may hide who made it.
#
# **Predict:** how much of the 99.7 comes from the one household that gives most?

# %%
ex.largest_share.guess(..., ...)  # low and high, of 99.7, 80 % sure

# %%
by_household = log_density_log_food - np.log(food) - log_density_food
rest = np.delete(by_household, by_household.argmax())
print(f"household {by_household.argmax()}: {by_household.max():.1f}")
print(f"the others: {rest.sum():.1f} ± {np.sqrt(len(rest)) * rest.std(ddof=1):.1f}")
plots.by_household(income, by_household)

# %% [markdown]
# Household 137, of course: a line that has not seen it holds it for nearly impossible. The verdict does not hang on
# it. Without it the difference is smaller, and more certain: 6.2 standard errors.
#
# ## Thirds
#
# Is the elasticity the same for poor and rich? The data hold no category, so take the thirds of the incomes. In your
# own work prefer groups that were there before the data. A category enters as *indicators*, columns of 0 and 1, one
# fewer than there are groups: the first group is where all are 0. Their products with log income, the *interaction*,
# let the slope differ.

# %%
X_thirds = pd.DataFrame(X_log, columns=["constant", "log income"])
X_thirds["middle"], X_thirds["upper"] = (third == 1).astype(float), (third == 2).astype(float)
X_thirds["middle × log"] = X_thirds["middle"] * X_thirds["log income"]
X_thirds["upper × log"] = X_thirds["upper"] * X_thirds["log income"]
fit_thirds = ols.fit(X_thirds, np.log(food))
fit_thirds.table(covariance="HC3").round(3)

# %%
plots.elasticities(income, food)

# %% [markdown] exercise="13-one-elasticity"
# ### Exercise: one elasticity?
#
# Test that all three elasticities are equal, with `fit_thirds.f_test(R, covariance=…)`. `R` has a row for each
# equation and a column for each coefficient. Which equations? Take the covariance of the table above, HC3; neighbours
# in the file come afterwards. Hand over the statistic and its p-value.

# %% exercise="13-one-elasticity"
one_elasticity = ...
### BEGIN SOLUTION
R = np.eye(6)[[4, 5]]
found = fit_thirds.f_test(R, covariance="HC3")
one_elasticity = [found.statistic, found.p_value]
### END SOLUTION
ex.one_elasticity.check(one_elasticity)

# %%
one_elasticity = ex.one_elasticity.carry_on(one_elasticity)
print(f"F = {one_elasticity[0]:.3f}, p = {one_elasticity[1]:.3f}")

# %% [markdown]
# Nothing contradicts one elasticity. Neighbours in the file do not change that: try your equations with
# `covariance=fit_thirds.robust_covariance(lags=5)`, and F is 1.721, p 0.181. This is not the same as proof: the
# intervals are wide, and 0.77 for the upper third beside 0.94 for the lower would matter if it were so. We keep one,
# and the page will say so.
#
# ## One household
#
# A household of the same kind earns 500 francs. What will it spend on food? The model speaks in logs. Of the middle
# and the ends of its interval, `np.exp` makes francs: who was below the middle is below it still, for `exp` rises.
# So *medians* and quantiles carry over. Means do not: for normal noise the mean in francs is $e^{m + \sigma^2/2}$,
# as `exp` lifts what is high by more than it lowers what is low.

# %% [markdown] exercise="13-food-for"
# ### Exercise: food for one household
#
# Write `food_for(income, food, new_income)`. It fits log food on log income, and returns, without draws, three numbers
# in francs for one household with the income `new_income`: the median, and the ends of the 95 % prediction interval.

# %% exercise="13-food-for"
def food_for(income, food, new_income):
    ### BEGIN SOLUTION
    X = np.column_stack([np.ones(len(income)), np.log(income)])
    row = [[1, np.log(new_income)]]
    return np.exp(ols.fit(X, np.log(food)).predict(row, interval="observation")[0])
    ### END SOLUTION


ex.food_for.check(food_for)

# %% [markdown]
# **Predict:** the upper end, for 500 francs?

# %%
ex.upper_end.guess(..., ...)  # low and high, in francs, 80 % sure

# %%
food_for = ex.food_for.carry_on(food_for)
half, low, high = food_for(income, food, 500.0)
print(f"median {half:.1f}, from {low:.1f} to {high:.1f}")
print("straight line:", line.predict([[1, 500.0]], interval="observation")[0].round(1))
plots.in_francs(income, food, 500.0, [half, low, high])

# %% [markdown]
# The line's interval is more than twice as wide, and its upper end lies above the whole income: it has one sigma for
# all. Which of the two keeps its promise? Predict each household from the others, and count.
#
# **Predict:** in the lower third of incomes, which share of households lies inside the *line's* 95 % interval?

# %%
ex.inside_the_line.guess(..., ...)  # low and high, as a share, 0 to 1, 80 % sure

# %%
for name, one in {"straight line": line, "log model": log_fit}.items():
    inside = np.abs(one.studentized_residuals) <= stats.t.ppf(0.975, one.df_resid - 1)
    print(f"{name:13}", " ".join(f"{inside[third == k].mean():.3f}" for k in range(3)), f"all {inside.mean():.3f}")

# %% [markdown]
# Over all households both hold about 95 %. By thirds the line does not: never wrong where incomes are low, and twice
# as often as it says where they are high. The log model comes near in each, and errs a little to the same side.
# Average coverage can hide two faults that cancel.
#
# ## A decision
#
# The numbers of this section are made up; the way is not. A relief office sets money aside for the food of a family
# with 500 francs. Each franc too much lies idle and costs 0.05. Each franc too little is borrowed in winter and
# costs 0.20. What should it set aside? Draw what the family may need from the predictive law:

# %%
centre, bottom, top = log_fit.predict([[1, np.log(500.0)]], interval="observation")[0]
scale = (top - centre) / stats.t.ppf(0.975, log_fit.df_resid)
draws = np.exp(centre + scale * np.random.default_rng(14).standard_t(log_fit.df_resid, 20_000))
print(f"mean of the draws {draws.mean():.0f}, median {np.median(draws):.0f}")

# %% [markdown] exercise="13-best-amount"
# ### Exercise: the amount that loses least
#
# Write `best_amount(draws, too_much, too_little)`: the amount with the smallest average loss over the draws, if each
# franc too much costs `too_much`, and each franc that is missing `too_little`. It may lose 0.05 % more than the least.

# %% exercise="13-best-amount"
def best_amount(draws, too_much, too_little):
    ### BEGIN SOLUTION
    return np.quantile(draws, too_little / (too_much + too_little))
    ### END SOLUTION


ex.best_amount.check(best_amount)

# %% [markdown]
# **Predict:** how many francs should the office set aside?

# %%
ex.amount.guess(..., ...)  # low and high, 80 % sure

# %%
best_amount = ex.best_amount.carry_on(best_amount)
amount = best_amount(draws, 0.05, 0.20)
print(f"{amount:.0f} francs; they suffice in a share of {np.mean(draws <= amount):.3f}")
plots.losses(draws, amount, 0.05, 0.20)

# %% [markdown]
# Neither the mean nor the median, and not the end of an interval. At the best amount one more franc costs as much as
# it saves: 0.05 times the share of families that need less is 0.20 times the share that need more. So it suffices
# for four in five. Another loss asks for another number of the *same* law. That is why a prediction is a law and not
# a number.
#
# ## One page
#
# Last, what a stranger can read. A table, a picture, five sentences, no name of a test. Run it, then write your own.

# %%
honest = log_fit.robust_covariance(lags=5)
print(log_fit.table(covariance=honest).set_axis(["constant", "log income"]).round(3).to_string())
plots.in_francs(income, food)

# %%
from_, to = log_fit.conf_int(covariance=honest)[1]
half, low, high = food_for(income, food, 500.0)
print(f"1. We compared the budgets of {len(income)} working-class households that Ernst Engel analysed in 1857.")
print(f"2. Where income is 1 % higher, food is {log_fit.beta[1]:.2f} % higher ({from_:.2f} to {to:.2f});")
print("   we found no sign that this differs between poor and rich, but could have missed one.")
print(f"3. Of households with 500 francs, half spend less than {half:.0f} on food;")
print(f"   in 19 of 20 it is between {low:.0f} and {high:.0f} francs.")
print("4. Rich households differ more than poor ones, and neighbours in the file are alike;")
print("   the range in sentence 2 allows for both.")
print("5. The size of a household is not known: this compares households, and promises nothing for a raise.")

# %% [markdown]
# **My page.** Write here, in your own words, with your numbers. Double-click to begin.
#
# 1. …
# 2. …
# 3. …
# 4. …
# 5. …

# %% [markdown]
# The picture counts 227 households inside, and the thirds had 0.957 of 235, which is 225: there each household was
# predicted by the others, here it has helped to draw the band. And the interval of the third sentence is a little
# wider than it need be: in the lower third it holds more than 19 in 20. Is that worth a sixth sentence? You decide,
# for your reader.
#
# ## What you can do now
#
# | before you trust | ask | here |
# |---|---|---|
# | a slope as an effect | the diagram, not R² | size of the household is missing |
# | a standard error | a check that *can* see the fault | 0.014 should have been 0.066 |
# | one model over another | are both densities of the same thing? | 99.7, and not 1,593 |
# | a verdict | who made it? | one household brings 27.2 |
# | an interval | for a mean or for one; in which part of the data? | the line's hold 100 % and 90 % |
# | a decision | whose loss? | four in five |
#
# None of these is a formula. Every formula that they need you have written yourself, from the first residual to the
# last density.
