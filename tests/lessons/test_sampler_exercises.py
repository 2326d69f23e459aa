"""The exercises in which a learner writes a whole sampler.

Their checks average over chains, so a right sampler must pass whatever its random numbers are,
and a wrong one must be known by its law however it is programmed.
"""

import numpy as np
import pytest
from arviz_stats.base import array_stats
from scipy import stats

from helpers.exercises import gradients, samplers
from helpers.feedback.answers import read_parts
from helpers.lessons.samplers import walk_laws

SAMPLERS = (samplers.metropolis, samplers.gibbs, gradients.hmc)


def by_id(exercise):
    return exercise.id


def with_stream(program, k):
    """The program with a stream of random numbers of its own."""

    def sampler(*arguments):
        return program(*arguments[:-1], np.random.default_rng([k, arguments[-1].integers(2**40)]))

    return sampler


@pytest.mark.parametrize("exercise", SAMPLERS, ids=by_id)
def test_a_right_sampler_is_refused_less_than_once_in_a_million(exercise):
    tolerance, cases = exercise.tolerance, len(exercise.cases({}))
    random = sum(error > 0 for error in tolerance.standard_error.values())
    assert random * cases * 2 * stats.norm.sf(tolerance.z) < 1e-6


@pytest.mark.parametrize("exercise", SAMPLERS, ids=by_id)
def test_the_stated_errors_are_the_spread_of_right_samplers(exercise):
    program = exercise.program
    for case in exercise.cases({}):
        runs = [exercise.run(with_stream(program, k), case) for k in range(20)]
        for part, stated in exercise.tolerance.standard_error.items():
            if np.isinf(stated):
                continue  # it serves to name mistakes, not to judge
            spread = np.std([float(run[part]) for run in runs], ddof=1) * np.sqrt(2)
            # the sd of 20 draws is below 1.6 times the true one with probability 0.9996
            assert spread <= 1.6 * stated + 1e-12, part


@pytest.mark.parametrize("exercise", SAMPLERS, ids=by_id)
def test_right_samplers_pass_with_any_random_numbers(exercise):
    for program in (exercise.program, *exercise.variants.values()):
        for k in range(3):
            assert exercise.check(with_stream(program, k)).outcome == "right"


# Slow samplers, judged on few rows


def known_on_few_rows(exercise, program):
    """The first early misconception whose trait few rows of a program have, on all inputs."""
    cases = exercise.cases({})
    found = [read_parts(exercise._rehearsal(program, *case), exercise.parts) for case in cases]
    for mistake in exercise.misconceptions:
        if mistake.early and all(map(mistake.recognises, found, *zip(*cases, strict=True))):
            return mistake.name
    return None


@pytest.mark.parametrize("exercise", SAMPLERS, ids=by_id)
def test_few_rows_of_a_right_sampler_have_no_mistake_s_trait(exercise):
    for program in (exercise.program, *exercise.variants.values()):
        for k in range(10):
            assert known_on_few_rows(exercise, with_stream(program, k)) is None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("exercise", SAMPLERS, ids=by_id)
def test_early_mistakes_are_known_on_few_rows(exercise):
    early = [mistake for mistake in exercise.misconceptions if mistake.early]
    assert len(early) >= 9
    for mistake in early:
        assert known_on_few_rows(exercise, mistake.program) == mistake.name


# The same mistakes, programmed in another way


def metropolis(
    decide=lambda rise, u: u < rise,
    keep=lambda chain, state, proposal, moved: chain.append(state),
    width=1.0,
    step=lambda root, rng: root @ rng.normal(size=len(root)),
    begin=np.array,
    goes_on=True,
):
    def sampler(log_density, start, root, draws, rng):
        state, chain = begin(start), []
        for _ in range(draws):
            proposal = state + width * step(root, rng)
            level = np.log(rng.uniform())
            moved = decide(log_density(proposal) - log_density(state), level)
            new = proposal if moved else state
            keep(chain, new, proposal, moved)
            state = new if goes_on else state
        return np.array(chain)

    return sampler


def keep_moved(chain, state, proposal, moved):
    if moved:
        chain.append(state)


def from_the_last_row(log_density, start, root, draws, rng):
    """In the first turn, row i − 1 is the last one, still empty."""
    chain = np.zeros((draws, len(start)))
    for i in range(draws):
        proposal = chain[i - 1] + root @ rng.standard_normal(len(start))
        rise = log_density(proposal) - log_density(chain[i - 1])
        chain[i] = proposal if np.log(rng.random()) < rise else chain[i - 1]
    return chain


def in_place(log_density, start, root, draws, rng):
    state, chain = start.copy(), []
    for _ in range(draws):
        state += root @ rng.standard_normal(len(start))
        chain.append(state)
    return np.array(chain)


def from_row_0(log_density, start, root, draws, rng):
    return [start, *metropolis()(log_density, start, root, draws - 1, rng)]


def begins_with_the_start(log_density, start, root, draws, rng):
    return [start, *metropolis()(log_density, start, root, draws, rng)]


def by_densities(log_density, start, root, draws, rng):
    def density(theta):
        return np.exp(log_density(theta))

    state, chain = start, []
    for _ in range(draws):
        proposal = state + root @ rng.standard_normal(len(start))
        with np.errstate(all="ignore"):
            state = proposal if rng.random() < density(proposal) / density(state) else state
        chain.append(state)
    return chain


def seeded_in_the_loop(root, rng):
    return root @ np.random.default_rng(0).standard_normal(len(root))


def until_full(log_density, start, root, draws, rng):
    """Goes on until enough states have been accepted: as many rows as asked for, none repeated."""
    state, chain = np.array(start), []
    while len(chain) < draws:
        proposal = state + root @ rng.normal(size=len(start))
        if rng.uniform() < np.exp(min(0, log_density(proposal) - log_density(state))):
            state = proposal
            chain.append(state)
    return chain


def one_level(log_density, start, root, draws, rng):
    level = np.log(rng.random())
    return metropolis(lambda rise, u: level < rise)(log_density, start, root, draws, rng)


def without_a_warm_up(log_density, start, root, draws, rng):
    return metropolis()(log_density, start, root, draws + 100, rng)[100:]


def on_from_the_proposal(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = state + root @ rng.normal(size=len(start))
        rise = log_density(proposal) - log_density(state)
        chain.append(proposal if np.log(rng.uniform()) < rise else state)
        state = proposal
    return chain


def by_root_for_covariance(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = rng.multivariate_normal(state, root)
        rise = log_density(proposal) - log_density(state)
        state = proposal if np.log(rng.uniform()) < rise else state
        chain.append(state)
    return chain


@pytest.mark.parametrize(
    ("name", "sampler"),
    [
        ("rejected states not repeated", metropolis(lambda rise, u: u < rise, keep_moved)),
        ("rejected states not repeated", until_full),
        ("everything accepted", metropolis(lambda rise, u: u < np.exp(rise))),
        ("ratio upside down", metropolis(lambda rise, u: u < -rise)),
        ("never downhill", metropolis(lambda rise, u: rise > 0)),
        ("never downhill", metropolis(lambda rise, u: np.exp(u) < rise)),
        ("stays at the start", metropolis(lambda rise, u: False)),
        ("proposals around the start", metropolis(goes_on=False)),
        ("proposals kept", metropolis(keep=lambda chain, state, new, moved: chain.append(new))),
        ("the same step every time", metropolis(step=seeded_in_the_loop)),
        ("root transposed", metropolis(step=lambda root, rng: rng.normal(size=len(root)) @ root)),
        ("uniform steps", metropolis(step=lambda root, rng: root @ rng.uniform(-1, 1, len(root)))),
        (
            "uniform steps",
            metropolis(step=lambda root, rng: root @ rng.uniform(-1, 1, len(root)) * 3**0.5),
        ),
        ("start not used", metropolis(begin=np.zeros_like)),
        ("start not used", from_the_last_row),
        ("the start as first row", from_row_0),
        ("one state in every row", in_place),
        ("one row too many", begins_with_the_start),
        ("stays at the start", by_densities),
        ("steps of another length", metropolis(width=0.9)),
        ("steps of another length", metropolis(width=1.5)),
        ("difference of the logs counted in part", metropolis(lambda rise, u: u < rise / 2)),
        ("difference of the logs counted in part", metropolis(lambda rise, u: u < rise * 0.69)),
        ("difference of the logs counted twice", metropolis(lambda rise, u: u < 2 * rise)),
        ("one number decides all steps", metropolis(lambda rise, u: np.log(0.5) < rise)),
        ("one number decides all steps", metropolis(lambda rise, u: -2.0 < rise)),
        ("one number decides all steps", one_level),
        ("no log of a uniform number", metropolis(lambda rise, u: u < -0.5)),
        ("accepted and refused exchanged", metropolis(lambda rise, u: u > rise)),
        ("first steps thrown away", without_a_warm_up),
        ("next proposal from the refused one", on_from_the_proposal),
        ("root as covariance", by_root_for_covariance),
        (None, metropolis(lambda rise, u: u < -abs(rise))),
    ],
)
def test_metropolis_knows_a_mistake_by_its_law(name, sampler):
    result = samplers.metropolis.check(sampler)
    assert result.outcome != "right" and result.misconception == name


def gibbs(spread=np.sqrt, divisor=2.0, prior=True, whole_prior=True):
    def sampler(X, y, start, draws, rng):
        beta, variance, rows = start[:-1].copy(), start[-1], []
        shape = 2 + (len(y) + whole_prior * len(beta)) / 2
        for _ in range(draws):
            for j, x in enumerate(X.T):
                precision = x @ x + prior / 4
                mean = x @ (y - X @ beta + x * beta[j]) / precision
                beta[j] = mean + spread(variance / precision) * rng.standard_normal()
            squares = np.sum((y - X @ beta) ** 2) + whole_prior * beta @ beta / 4
            variance = (25 + squares / divisor) / rng.gamma(shape)
            rows.append([*beta, variance])
        return rows

    return sampler


def test_a_chain_of_another_length_is_told_so():
    def sampler(*arguments):
        return metropolis()(*arguments)[100:]

    assert "returns 5,900 rows" in samplers.metropolis.check(sampler).message

    def sweeps(*arguments):
        return gibbs()(*arguments)[:-1]

    assert "returns 8 rows" in samplers.gibbs.check(sweeps).message


def gibbs_with(draw=None, begin=lambda start: (start[:-1].copy(), start[-1]), order="bv", lag=0):
    """By the exercise's own conditionals. `order` says what a sweep draws, b before v; by "v b v"
    the variance is drawn before each coefficient, too."""
    draw = draw or (lambda rng, shape, scale: scale / rng.gamma(shape))

    def sampler(X, y, start, draws, rng):
        beta, variance = begin(start)
        variances, rows = [variance] * (lag + 1), []
        for _ in range(draws):
            law = samplers.variance_conditional.program(beta, X, y)
            for j in range(len(beta)):
                if order == "v b v":
                    law = samplers.variance_conditional.program(beta, X, y)
                    variances.append(draw(rng, *law))
                beta[j] = rng.normal(
                    *samplers.coefficient_conditional.program(j, beta, variances[-1 - lag], X, y)
                )
            if order != "together":
                law = samplers.variance_conditional.program(beta, X, y)
            variances.append(draw(rng, *law))
            rows.append(np.append(beta, variances[-1]))
        return np.array(rows)

    return sampler


@pytest.mark.parametrize(
    ("name", "sampler"),
    [
        ("variance from the old beta", gibbs_with(order="together")),
        ("variance one sweep late", gibbs_with(lag=1)),
        ("new variance not used", gibbs_with(lag=10**4)),
        ("start not used", gibbs_with(begin=lambda start: (start[1:].copy(), start[0]))),
        ("start not used", gibbs_with(begin=lambda start: (start[:-1].copy(), start[-1] ** 2))),
        ("start not used", gibbs_with(begin=lambda start: (np.zeros(len(start) - 1), 1.0))),
        ("start not used", gibbs_with(begin=lambda start: (0 * start[:-1], start[-1]))),
        ("start not used", gibbs_with(begin=lambda start: (start[:-1].copy(), 25.0))),
        ("shape plus one", gibbs_with(lambda rng, shape, scale: scale / rng.gamma(shape + 1))),
        ("half the variance", gibbs_with(lambda rng, shape, scale: scale / 2 / rng.gamma(shape))),
        ("gamma not inverted", gibbs_with(lambda rng, shape, scale: rng.gamma(shape, scale))),
        ("gamma not inverted", gibbs_with(lambda rng, shape, scale: scale * rng.gamma(shape))),
        ("scale forgotten", gibbs_with(lambda rng, shape, scale: 1 / rng.gamma(shape))),
        ("rate for scale", gibbs_with(lambda rng, shape, scale: rng.gamma(shape) / scale)),
        (
            "mean of the variance in place of a draw",
            gibbs_with(lambda rng, shape, scale: scale / np.random.default_rng(0).gamma(shape)),
        ),
    ],
)
def test_gibbs_knows_a_mistake_by_its_law(name, sampler):
    result = samplers.gibbs.check(sampler)
    assert (result.outcome, result.misconception) == ("misconception", name)


def test_gibbs_accepts_the_model_and_refuses_its_neighbours():
    check = samplers.gibbs.check
    assert check(gibbs()).outcome == "right"
    for k in range(3):
        assert check(with_stream(gibbs_with(order="v b v"), k)).outcome == "right"
    assert check(gibbs(spread=float)).misconception == "variance for standard deviation"
    for broken in (gibbs(divisor=1.0), gibbs(prior=False), gibbs(whole_prior=False)):
        assert check(broken).outcome == "wrong"


def hmc(energy=lambda r: r @ r / 2, fresh=1.0, push=1.0, verdict=True, origin=False, level=np.log):
    """`fresh` is the share of a push that is new (1: all of it, 0: one push for all)."""

    def sampler(log_density, gradient, start, step_size, steps, draws, rng):
        theta, rows, momentum = start * (not origin), [], rng.normal(size=len(start))
        for _ in range(draws):
            momentum = np.sqrt(1 - fresh**2) * momentum + fresh * push * rng.normal(size=len(start))
            place, r = theta, momentum
            for _ in range(steps):
                r = r + step_size / 2 * gradient(place)
                place = place + step_size * r
                r = r + step_size / 2 * gradient(place)
            change = log_density(place) - energy(r) - log_density(theta) + energy(momentum)
            theta = place if not verdict or level(rng.random()) < change else theta
            rows.append(theta)
        return rows

    return sampler


def begins_with_the_start(log_density, gradient, start, step_size, steps, draws, rng):
    return [start, *hmc()(log_density, gradient, start, step_size, steps, draws - 1, rng)]


def one_array(log_density, gradient, start, step_size, steps, draws, rng):
    theta, rows = start.copy(), []
    for _ in range(draws):
        theta[:] = hmc()(log_density, gradient, theta, step_size, steps, 1, rng)[0]
        rows.append(theta)
    return rows


def rows_of(turns):
    def sampler(log_density, gradient, start, step_size, steps, draws, rng):
        rows = hmc()(log_density, gradient, start, step_size, steps, turns * draws, rng)
        return rows[turns - 1 :: turns]

    return sampler


def of_other_steps(count):
    def sampler(log_density, gradient, start, step_size, steps, draws, rng):
        return hmc()(log_density, gradient, start, step_size, count, draws, rng)

    return sampler


@pytest.mark.parametrize(
    ("name", "sampler"),
    [
        ("everything accepted", hmc(verdict=False)),
        ("one push for all", hmc(fresh=0.0)),
        ("pushes added up", hmc(fresh=0.4)),
        ("momentum ignored", hmc(energy=lambda r: 0.0)),
        ("push of another size", hmc(push=2.0)),
        ("push of another size", hmc(push=0.5)),
        ("no push", hmc(push=0.0)),
        ("uniform not logged", hmc(level=lambda u: u)),
        ("uniform not logged", hmc(level=lambda u: -np.log(u))),
        ("log to the base 10", hmc(level=np.log10)),
        ("start ignored", hmc(origin=True)),
        ("the start as a row", begins_with_the_start),
        ("one array in all rows", one_array),
        ("number of steps ignored", of_other_steps(3)),
        ("number of steps ignored", of_other_steps(2)),
        ("kinetic energy without ½", hmc(energy=lambda r: r @ r)),
        ("sign of the kinetic energy", hmc(energy=lambda r: -r @ r / 2)),
        ("kinetic energy not squared", hmc(energy=np.linalg.norm)),
        ("one uniform number for all turns", hmc(level=lambda u: np.log(0.4))),
        ("normal number for the uniform one", hmc(level=stats.norm.ppf)),
        ("push of another size", hmc(push=1.1)),
        ("push of another size", hmc(push=0.9)),
        ("rows that are no states", lambda *arguments: np.sort(hmc()(*arguments), axis=0)),
        ("more rolls than draws", rows_of(2)),
    ],
)
def test_hmc_knows_a_mistake_by_its_law(name, sampler):
    result = gradients.hmc.check(sampler)
    assert result.outcome != "right" and result.misconception == name


def test_hmc_is_judged_by_its_turns_however_it_asks_for_them():
    """Heights along the whole roll, kept from turn to turn, and an end reached by arithmetic."""

    def sampler(log_density, gradient, start, step_size, steps, draws, rng):
        theta, height, rows = start, log_density(start), []
        for _ in range(draws):
            first = rng.normal(size=len(start))
            place, r = theta, first
            for _ in range(steps):
                r = r + step_size / 2 * gradient(place)
                place = place + step_size * r
                r = r + step_size / 2 * gradient(place)
                end = log_density(place)
            moves = np.log(rng.random()) < end - r @ r / 2 - height + first @ first / 2
            theta, height = theta + moves * (place - theta), end if moves else height
            rows.append(theta)
        return rows

    assert gradients.hmc.check(sampler).outcome == "right"
    wider = with_pushes(sampler, 1.1)
    assert gradients.hmc.check(wider).misconception == "push of another size"


def with_pushes(sampler, width):
    """The sampler with wider pushes: its random numbers alone are changed."""

    class Wider(np.random.Generator):
        def normal(self, size):
            return width * super().normal(size=size)

    def other(*arguments):
        return sampler(*arguments[:-1], Wider(arguments[-1].bit_generator))

    return other


# Diagnostics, against those of arviz-stats


def test_r_hat_and_mcse_are_those_of_the_libraries():
    for (chains,) in samplers.r_hat.cases({}):
        theirs = array_stats.rhat(chains, chain_axis=0, draw_axis=1, method="split")
        assert samplers.r_hat.program(chains) == pytest.approx(float(theirs), rel=1e-12)
    rng = np.random.default_rng(4)
    chain = [0.0]
    for _ in range(40_000 - 1):
        chain.append(0.7 * chain[-1] + rng.normal())
    theirs = float(array_stats.mcse(np.array(chain)[None], chain_axis=0, draw_axis=1))
    exact = 1 / 0.3 / np.sqrt(len(chain))
    assert theirs == pytest.approx(exact, rel=0.1)
    # from 200 batches it is known within 5 %; three of that
    assert samplers.mcse.program(np.array(chain), 200) == pytest.approx(exact, rel=0.15)


# Two mistakes at once are told by the names of both


def halves(chains):
    return np.vstack(np.hsplit(chains, 2))


@pytest.mark.parametrize(
    ("exercise", "answer", "said"),
    [
        (
            samplers.r_hat,
            lambda chains: (
                1
                + halves(chains).mean(axis=1).var(ddof=1)
                / halves(chains).var(axis=1, ddof=1).mean()
            ),
            ["is the square of", "“(k − 1)/k left out”"],
        ),
        (
            samplers.mcse,
            lambda chain, batches: np.std(chain.reshape(batches, -1).mean(axis=1)),
            ["“spread of one batch mean” and “divisor n”"],
        ),
        (
            samplers.variance_conditional,
            lambda beta, X, y: (
                2 + len(y) / 2,
                25 + np.mean((y - X @ beta) ** 2) / 2 + beta @ beta / 8,
            ),
            ["“p forgotten” and “mean squares”"],
        ),
        (
            samplers.coefficient_conditional,
            lambda j, beta, variance, X, y: (
                X[:, j] @ y / (X[:, j] @ X[:, j] + 1 / 4),
                variance / (X[:, j] @ X[:, j] + 1 / 4),
            ),
            ["“others ignored” and “variance for standard deviation”", "regresses y itself"],
        ),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_two_mistakes_at_once_are_told(exercise, answer, said):
    result = exercise.check(answer)
    assert result.told_by == "pair"
    assert all(words in result.message for words in said), result.message


def test_wrong_factors_of_the_log_posterior_are_told_one_by_one():
    def heights(beta, variance, X, y):
        residuals = y - X @ beta
        power = len(y) + len(beta) + 3
        exponent = residuals @ residuals + beta @ beta / 4 + 25
        return -power * np.log(variance) - exponent / variance

    result = samplers.log_posterior.check(heights)
    assert result.misconception == "a term with another factor"
    for words in ("log(variance) has the factor −20", "e'e/variance has the factor −1;", "−0.25"):
        assert words in result.message


def test_a_sum_of_other_terms_is_not_read_as_wrong_factors():
    def heights(beta, variance, X, y):
        return -len(y) * np.log(variance + 1) - np.sum(np.abs(y - X @ beta))

    assert samplers.log_posterior.check(heights).misconception is None
    for answer in (1.234, np.pi):
        assert samplers.r_hat.check(lambda chains, a=answer: a).misconception is None
        assert samplers.mcse.check(lambda *_, a=answer: a).misconception is None


def test_the_decisions_of_a_walk_are_read_from_what_it_asks_for():
    height = {0.0: 0.0, 1.0: -1.0, 2.0: -3.0, 5.0: -9.0, -1.0: -0.5}
    recorded, asked = walk_laws.asking(lambda theta: height[theta[0]])
    # 0 → 1 (accepted), 5 refused, the state asked for again, → −1 (accepted), 2 refused twice
    for place in (0.0, 1.0, 0.0, 5.0, 1.0, -1.0, 2.0, 2.0):
        recorded(np.array([place]))
    path = np.array([[0.0], [1.0], [1.0], [-1.0], [-1.0]])
    heights = np.array([height[place] for place in path[:, 0]])
    accepted, refused = walk_laws.rises(path, heights, asked)
    assert accepted.tolist() == [-1.0, 0.5] and refused.tolist() == [-8.0, -2.5]
    assert walk_laws.rises(path + 0.1, heights, asked) is None
