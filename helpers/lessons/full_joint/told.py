"""What an estimate tells about beta, mu and eta: each one's likelihood, the others averaged out."""

import numpy as np
from scipy import special, stats

from helpers.lessons.contents import full_joint as lesson


def _beliefs(rng):
    for betas, mus, etas in ((7, 5, 6), (9, 8, 4), (5, 6, 11)):
        yield (
            rng.normal(4, 2),
            rng.uniform(0.6, 1.8),
            np.sort(rng.normal(2, 5, betas)),
            np.sort(rng.normal(2, 4, mus)),
            np.sort(rng.uniform(0.3, 6, etas)),
        )


@lesson.function(
    "11-told",
    cases=_beliefs,
    parts=("beta", "mu", "eta"),
    hints=(
        "For beta nothing is to be integrated out: the estimate is drawn around it. For mu, ask "
        "how an estimate is drawn around it if eta is known; then average eta out.",
        "Given mu and eta the estimate has the mean mu and the variance "
        "$\\eta^2 + \\mathrm{SE}^2$. Its density at each mu and each eta is a table. A mean of the "
        "table over the etas is the likelihood of mu. And that of eta?",
        "The table, a row for each mu: `stats.norm.pdf(estimate, mus[:, None], np.hypot(etas, "
        "standard_error))`. `.mean(axis=1)` averages over the etas, `.mean(axis=0)` over the mus.",
        "`nats` takes the three likelihoods one by one. The first is `stats.norm.pdf(estimate, "
        "betas, standard_error)`. Return three numbers.",
    ),
)
def told(estimate, standard_error, betas, mus, etas):
    """What the data say of beta, mu and eta, in nats."""
    return tuple(map(_nats, _likelihoods(estimate, standard_error, betas, mus, etas)))


def _nats(likelihood):
    w = likelihood / np.mean(likelihood)
    return float(np.mean(special.xlogy(w, w)))


def _table(estimate, standard_error, mus, etas):
    variance = etas**2 + standard_error**2
    return np.exp(-((estimate - mus[:, None]) ** 2) / (2 * variance)) / np.sqrt(
        2 * np.pi * variance
    )


def _likelihoods(estimate, standard_error, betas, mus, etas):
    table = _table(estimate, standard_error, mus, etas)
    of_beta = np.exp(-(((estimate - betas) / standard_error) ** 2) / 2)
    return of_beta, table.mean(axis=1), table.mean(axis=0)


@told.variant("entropies, and loops over the others' values")
def _(estimate, standard_error, betas, mus, etas):
    sds = np.sqrt(etas**2 + standard_error**2)
    of_beta = [stats.norm.pdf(estimate, beta, standard_error) for beta in betas]
    of_mu = [sum(stats.norm.pdf(estimate, mu, sd) for sd in sds) for mu in mus]
    of_eta = [sum(stats.norm.pdf(estimate, mu, sd) for mu in mus) for sd in sds]
    return [stats.entropy(one, np.ones(len(one))) for one in (of_beta, of_mu, of_eta)]


@told.variant("the posterior of mu and eta together, and its margins")
def _(estimate, standard_error, betas, mus, etas):
    log = stats.norm.logpdf(estimate, mus[:, None], np.hypot(etas, standard_error))
    both = special.softmax(log)
    of_beta = special.softmax(stats.norm.logpdf(estimate, betas, standard_error))
    margins = of_beta, both.sum(axis=1), both.sum(axis=0)
    return tuple(np.sum(p * np.log(p * len(p))) for p in margins)


def _against(found, measure, *given):
    """Each of the answer's three numbers, minus a measure of its likelihood."""
    wanted = [measure(likelihood) for likelihood in _likelihoods(*given)]
    return np.array([found["beta"], found["mu"], found["eta"]]) - wanted, np.abs(wanted).max()


@told.law(
    "Data may tell nothing, which is 0 nats, but never less. The smallest of your numbers is "
    "{left}.",
    "≥",
)
def _(found, *given):
    return min(map(np.min, found.values())), 0, 1


@told.law(
    "Data multiply a probability by w, its likelihood over the mean likelihood. Nats are a mean of "
    "log w under the posterior, so none exceed the largest log w. One of yours does, by {left}.",
    "≤",
)
def _(found, *given):
    beyond, size = _against(found, lambda one: np.log(one.max() / one.mean()), *given)
    return np.max(beyond), 0, size


@told.law(
    "Nats are the mean of the log-likelihood under the posterior, minus the log of the mean "
    "likelihood. From that your numbers are up to {left} away."
)
def _(found, *given):
    def measure(likelihood):
        return np.average(np.log(likelihood), weights=likelihood) - np.log(likelihood.mean())

    away, size = _against(found, measure, *given)
    return np.abs(away).max(), 0, size


def _of(likelihoods, measure=_nats):
    """From the table of mu and eta with all that is given, to likelihoods, to three numbers."""

    def program(estimate, standard_error, betas, mus, etas):
        table = _table(estimate, standard_error, mus, etas)
        of_beta = stats.norm.pdf(estimate, betas, standard_error)
        three = likelihoods(of_beta, table, estimate, standard_error, mus, etas)
        return tuple(map(measure, three))

    return program


def _means(b, table):
    return b, table.mean(axis=1), table.mean(axis=0)


def _reversed(likelihood):
    return -np.mean(np.log(likelihood / np.mean(likelihood)))


def _another_spread(variance):
    """The table made with another variance of the estimate around mu."""

    def likelihoods(b, table, estimate, se, mus, etas):
        spread = np.sqrt(variance(etas, se))
        return _means(b, stats.norm.pdf(estimate, mus[:, None], spread))

    return likelihoods


told.mistakes(
    ("mu and eta exchanged", _of(lambda b, t, *_: (b, t.mean(axis=0), t.mean(axis=1))),
     "Your numbers for mu and eta are exchanged. For mu the mean goes over the etas, for eta over "
     "the mus."),
    ("mu taken for beta",
     _of(lambda b, t, y, se, mus, etas: (b, stats.norm.pdf(y, mus, se), t.mean(axis=0))),
     "Your mu gets the likelihood of beta: as if the estimate were drawn around mu with its "
     "standard error alone. beta lies between the two, eta away from mu."),
    ("eta put at its mean",
     _of(lambda b, t, y, se, mus, etas: (
         b, stats.norm.pdf(y, mus, np.hypot(etas.mean(), se)), t.mean(axis=0))),
     "Your mu is judged at one eta, the mean. Eta is not known: average the *likelihood* over the "
     "etas, not the eta."),
    ("mu put at its mean",
     _of(lambda b, t, y, se, mus, etas: (
         b, t.mean(axis=1), stats.norm.pdf(y, mus.mean(), np.hypot(etas, se)))),
     "Your eta is judged at one mu, the mean. Mu is not known: average the *likelihood* over the "
     "mus, not the mu. So you tell how far the estimate is from m, as if mu could not be."),
    ("mu judged by the mean square of eta",
     _of(lambda b, t, y, se, mus, etas: (
         b, stats.norm.pdf(y, mus, np.sqrt(np.mean(etas**2) + se**2)), t.mean(axis=0))),
     "Your mu is judged by one normal density, with the mean of eta² in its variance. Average the "
     "*densities* over the etas: their mean is not normal, it has a higher peak and longer tails."),
    ("one normal density for each",
     _of(lambda b, t, y, se, mus, etas: (
         b, stats.norm.pdf(y, mus, np.sqrt(np.mean(etas**2) + se**2)),
         stats.norm.pdf(y, mus.mean(), np.sqrt(np.var(mus) + etas**2 + se**2)))),
     "You average the other parameter into the variance of one normal density. Average the "
     "*densities*: a mean of normal densities need not be normal."),
    ("both put at their means",
     _of(lambda b, t, y, se, mus, etas: (
         b, stats.norm.pdf(y, mus, np.hypot(etas.mean(), se)),
         stats.norm.pdf(y, mus.mean(), np.hypot(etas, se)))),
     "You put the other parameter at its mean. It is not known: average the *likelihood* over its "
     "values, not the values."),
    ("mu put at the estimate",
     _of(lambda b, t, y, se, mus, etas: (
         b, t.mean(axis=1), stats.norm.pdf(0, 0, np.hypot(etas, se)))),
     "Your eta is judged with mu at the estimate, its best place. Then small etas look sure: that "
     "is the runaway again. Average over the mus."),
    ("others maximised", _of(lambda b, t, *_: (b, t.max(axis=1), t.max(axis=0))),
     "You put the other parameter at its best place, row by row. To integrate out is to take the "
     "mean; the best place makes the runaway."),
    ("the notebook's prior of mu",
     _of(lambda b, t, y, se, mus, etas: (
         b, t.mean(axis=1), stats.norm.pdf(y, 0, np.sqrt(100 + etas**2 + se**2)))),
     "For eta you take mu from N(0, 10²), by the notebook's m and s. Here mu has the values in "
     "`mus`: average over them."),
    ("nothing averaged out", _of(lambda b, t, *_: (b, t, t)),
     "For mu and for eta you hand the whole table to `nats`: that is what is learned of both "
     "together. Average the other one out first."),
    ("logs averaged",
     _of(lambda b, t, *_: (b, np.exp(np.log(t).mean(axis=1)), np.exp(np.log(t).mean(axis=0)))),
     "You average the *log*-likelihood over the other parameter. An integral adds up densities; "
     "take the log afterwards."),
    ("log-likelihoods handed to nats", _of(lambda b, t, *_: map(np.log, _means(b, t))),
     "You hand log-likelihoods to `nats`; it wants the likelihoods themselves."),
    ("logs averaged and handed over",
     _of(lambda b, t, *_: (np.log(b), np.log(t).mean(axis=1), np.log(t).mean(axis=0))),
     "You work with log densities to the end. Both the mean over the other parameter and `nats` "
     "want densities."),
    ("no standard error", _of(_another_spread(lambda eta, se: eta**2)),
     "Your mu and eta see beta itself: the spread around mu is eta alone. The estimate has its "
     "standard error besides."),
    ("sds added", _of(_another_spread(lambda eta, se: (eta + se) ** 2)),
     "Around mu you give the estimate the sd eta + standard error. Of independent pieces the "
     "*variances* add up."),
    ("variance passed as sd", _of(_another_spread(lambda eta, se: (eta**2 + se**2) ** 2)),
     "Around mu you hand the variance, eta² plus the squared standard error, to a density that "
     "wants the standard deviation: take the root."),
    ("divergence turned round", _of(lambda b, t, *_: _means(b, t), _reversed),
     "Your three numbers are the divergences of the *prior* from the posterior. What was learned "
     "is averaged under the posterior."),
    ("in bits", _of(lambda b, t, *_: _means(b, t), lambda one: _nats(one) / np.log(2)),
     "Your three numbers are right in bits, with logs to base 2. Nats have natural logs."),
    ("eta first", _of(lambda b, t, *_: (t.mean(axis=0), t.mean(axis=1), b)),
     "Your three numbers stand in the order eta, mu, beta. Asked for are beta, mu, eta."),
)  # fmt: skip
