"""Wrong sweeps: old values where the newest belong, and steps left out."""

from itertools import combinations

import numpy as np

from helpers.lessons.full_joint.sweep import sweep
from helpers.lessons.full_joint.sweeps import (
    RIGHT,
    Sweep,
    beta_law,
    eta_law,
    first_of,
    mu_law,
    sigma_law,
)


def _stale(*what):
    """Steps that look at old values: "beta in mu", say, is an old beta in the step of mu."""
    old_sigma = "beta in sigma" in what  # drawn from the old beta, it may be drawn first
    old_eta = "beta in eta" in what and "mu in eta" in what

    def before(now, old):
        """What beta and mu see of sigma and eta, which here may have been drawn already."""
        now = now._replace(sigma=old.sigma) if old_sigma else now
        return now._replace(eta=old.eta) if old_eta else now

    def beta(now, old, given):
        return beta_law(before(now, old), old, given)

    def mu(now, old, given):
        seen = old.beta if "beta in mu" in what else now.beta
        return mu_law(before(now, old)._replace(beta=seen), old, given)

    def sigma(now, old, given):
        seen = old.beta if old_sigma else now.beta
        return sigma_law(now._replace(beta=seen), old, given)

    def eta(now, old, given):
        now = now._replace(beta=old.beta) if "beta in eta" in what else now
        now = now._replace(mu=old.mu) if "mu in eta" in what else now
        return eta_law(now, old, given)

    return Sweep(beta=beta, mu=mu, sigma=sigma, eta=eta, free=True)


_BETA_IN_MU = (
    "Your mu is drawn around the *old* beta. beta and mu are one joint draw: mu has to follow the "
    "new beta."
)
_NAMED = {
    ("beta in mu",): ("old beta in the mu step", _BETA_IN_MU),
    ("beta in sigma",): (
        "old beta in the sigma step",
        "Your sigma is drawn from the residuals of the *old* beta, though the new one is drawn "
        "from the old sigma. Each step uses the newest values.",
    ),
    ("beta in eta",): (
        "old beta in the eta step",
        "Your eta is drawn from the distance of the *old* beta to the new mu. Each step uses the "
        "newest values.",
    ),
    ("mu in eta",): (
        "old mu in the eta step",
        "Your eta is drawn from the distance of the new beta to the *old* mu. beta is drawn as if "
        "mu were not known, so the old mu does not belong to it: eta comes after the new mu.",
    ),
    ("beta in eta", "mu in eta"): (
        "old beta and mu in the eta step",
        "Your eta is drawn from the *old* beta and mu, though the new ones are drawn from the old "
        "eta. Each step uses the newest values.",
    ),
    ("beta in mu", "beta in sigma", "beta in eta", "mu in eta"): (
        "all from the old state",
        "All your steps look at the old state. A sweep hands each new value on at once; drawn all "
        "from the old state, they follow another law than the posterior.",
    ),
}
sweep.misconception(
    "mu before beta",
    "Your sweep draws mu before beta, hence given the *old* beta. But beta is drawn as if mu were "
    "not known, so the two are one joint draw: first beta, then mu around the new beta.",
)(Sweep("mu beta zeta sigma xi eta", mu_first=True))

for _count in (4, 3, 2, 1):  # where the order hides which, the most are named
    for _what in combinations(("beta in mu", "beta in sigma", "beta in eta", "mu in eta"), _count):
        _list = "; ".join(f"an old {what.replace(' in ', ' in the step of ')}" for what in _what)
        _name, _says = _NAMED.get(
            _what,
            (f"stale: {_list}", f"Your sweep uses {_list}. Each step uses the newest values."),
        )
        sweep.misconception(_name, _says)(_stale(*_what))

# Steps left out, and companions that are none


def _unchanged(name):
    return {name: lambda drawn, old: getattr(old, name)}


def _constant(companion, value):
    """A law that looks at a constant where its companion belongs; it may be drawn, unused."""
    step, law = {"zeta": ("sigma", sigma_law), "xi": ("eta", eta_law)}[companion]

    def with_constant(now, old, given):
        return law(now._replace(**{companion: value(old, given)}), old, given)

    without = " ".join(s for s in RIGHT.steps.split() if s != companion)
    return Sweep(**{step: with_constant}, also=(Sweep(without, **{step: with_constant}),))


sweep.mistakes(
    ("the old state", Sweep(""),
     "Your function returns the state that it was given."),
    ("beta not redrawn", Sweep("mu zeta sigma xi eta"),
     "Your state still holds the old beta: step 1 is missing, or its draw does not get into the "
     "state."),
    ("mu not redrawn", Sweep("beta zeta sigma xi eta", free=True),
     "Your state still holds the old mu: step 2 is missing, or its draw does not get into the "
     "state."),
    ("sigma not redrawn", Sweep(kept=_unchanged("sigma"), also=(Sweep("beta mu xi eta"),)),
     "Your state still holds the old sigma: step 3 is missing, or its draw does not get into the "
     "state."),
    ("eta not redrawn", Sweep(kept=_unchanged("eta"), also=(Sweep("beta mu zeta sigma"),)),
     "Your state still holds the old eta: step 4 is missing, or its draws do not get into the "
     "state."),
    ("sigma and eta not redrawn",
     Sweep("beta mu", also=(Sweep(kept=_unchanged("sigma") | _unchanged("eta")),)),
     "Your state still holds the old sigma and eta: steps 3 and 4 are missing, or their draws do "
     "not get into the state."),
    ("zeta not drawn",
     first_of(
         _constant("zeta", lambda old, given: 1.0),
         _constant("zeta", lambda old, given: given.B),
         _constant("zeta", lambda old, given: given.B**2),
         _constant("zeta", lambda old, given: 1 / given.B**2),
         ),
     "Your sigma is drawn with a fixed number in zeta's place. zeta is part of the chain: draw it "
     "first, given the old sigma."),
    ("xi not drawn",
     first_of(
         _constant("xi", lambda old, given: np.ones(len(old.eta))),
         _constant("xi", lambda old, given: given.A + 0 * old.eta),
         _constant("xi", lambda old, given: given.A**2 + 0 * old.eta),
         _constant("xi", lambda old, given: 1 / given.A**2 + 0 * old.eta),
         ),
     "Your eta is drawn with a fixed number in xi's place. xi is part of the chain: draw it "
     "first, given the old eta."),
    ("sigma in zeta's place",
     first_of(
         _constant("zeta", lambda old, given: old.sigma),
         _constant("zeta", lambda old, given: old.sigma**2),
         ),
     "Your `sigma_given` gets sigma, or its square, where zeta belongs."),
    ("eta in xi's place",
     first_of(
         _constant("xi", lambda old, given: old.eta),
         _constant("xi", lambda old, given: old.eta**2),
         ),
     "Your `eta_given` gets the old eta, or its square, where xi belongs."),
    ("zeta in xi's place",
     first_of(
         Sweep(eta=lambda now, old, given: eta_law(now._replace(xi=now.zeta), old, given)),
         Sweep(
         "beta mu zeta sigma eta",
         eta=lambda now, old, given: eta_law(now._replace(xi=now.zeta), old, given),
         ),
         ),
     "Your `eta_given` gets zeta, the companion of sigma. eta has companions of its own: draw xi."),
)  # fmt: skip
