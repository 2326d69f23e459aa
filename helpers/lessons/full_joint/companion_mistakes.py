"""Wrong sweeps: other laws of zeta and xi than the table's."""

import numpy as np

from helpers.lessons.full_joint.sweep import sweep
from helpers.lessons.full_joint.sweeps import (
    Sweep,
    first_of,
    one_number,
    xi_law,
    zeta_law,
)


def _companions(**laws):
    """Laws of zeta and xi as functions of the sd, the prior's scale and, for xi, J."""

    def law_of(name):
        sd, prior = {"zeta": ("sigma", "B"), "xi": ("eta", "A")}[name]
        return lambda now, old, given: laws[name](getattr(now, sd), getattr(given, prior))

    return Sweep(**{name: law_of(name) for name in laws})


def _halves(sd, scale):
    return 0.5, 1 / scale**2 + 1 / sd**2


def _priors(sd, scale):
    return 0.5, 1 / scale**2 + 0 * sd


def _with_scales(**scales):
    """The companions' laws with other scales than B for zeta and A for xi."""
    return Sweep(
        zeta=lambda now, old, given: zeta_law(
            now, old, given._replace(B=scales.get("zeta", lambda g: g.B)(given))
        ),
        xi=lambda now, old, given: xi_law(
            now, old, given._replace(A=scales.get("xi", lambda g: g.A)(given))
        ),
    )


def _one_xi(law):
    return Sweep(xi=lambda now, old, given: law(now.eta, given.A))


_LAWS = (  # of either companion, and of both: a name, what is said, and the law
    (
        "{scale} not squared",
        "has 1/{scale} in its scale: {scale} is on the scale of an sd, so it has to be squared.",
        lambda sd, scale: (1.0, 1 / scale + 1 / sd**2),
    ),
    (
        "{sd} not squared",
        "has 1/{sd} in its scale: square it.",
        lambda sd, scale: (1.0, 1 / scale**2 + 1 / sd),
    ),
    (
        "{scale} forgotten",
        "has the scale 1/{sd}² alone. The prior's 1/{scale}² comes on top.",
        lambda sd, scale: (1.0, 1 / sd**2),
    ),
    (
        "{companion} without {sd}",
        "is drawn without 1/{sd}². It is part of the chain: given {sd}, its scale is "
        "1/{scale}² + 1/{sd}².",
        lambda sd, scale: (1.0, 1 / scale**2 + 0 * sd),
    ),
    (
        "shape ½ for {companion}",
        "has the shape ½ of its prior. Given {sd} another ½ comes to it: 1.",
        _halves,
    ),
    (
        "{companion} from the prior",
        "is drawn from its prior, shape ½ and scale 1/{scale}². It is part of the chain: use the "
        "table's law, which knows {sd}.",
        _priors,
    ),
    (
        "shape 3/2 for {companion}",
        "has the shape 3/2. The two halves, of its prior and of {sd}'s, make 1.",
        lambda sd, scale: (1.5, 1 / scale**2 + 1 / sd**2),
    ),
    (
        "scale of {companion} inverted",
        "has one over the sum for its scale. The scale of an inverse gamma is the sum itself.",
        lambda sd, scale: (1.0, 1 / (1 / scale**2 + 1 / sd**2)),
    ),
    (
        "{companion} with {scale}² + {sd}²",
        "has the scale {scale}² + {sd}². It takes one over each: 1/{scale}² + 1/{sd}².",
        lambda sd, scale: (1.0, scale**2 + sd**2),
    ),
    (
        "{companion} with sds not squared",
        "has the scale 1/{scale} + 1/{sd}. Square both.",
        lambda sd, scale: (1.0, 1 / scale + 1 / sd),
    ),
    (
        "{companion} with half a scale",
        "has its scale halved. There is no ½ in it: 1/{scale}² + 1/{sd}².",
        lambda sd, scale: (1.0, (1 / scale**2 + 1 / sd**2) / 2),
    ),
)
_WORDS = {
    "zeta": {"companion": "zeta", "sd": "sigma", "scale": "B"},
    "xi": {"companion": "xi", "sd": "eta", "scale": "A"},
}
for _name, _says, _law in _LAWS:
    for _companion, _words in _WORDS.items():
        sweep.misconception(_name.format(**_words), f"Your {_companion} {_says.format(**_words)}")(
            _companions(**{_companion: _law})
        )
    _both = {k: f"{_WORDS['zeta'][k]} and {_WORDS['xi'][k]}" for k in _WORDS["zeta"]}
    sweep.misconception(
        _name.format(**_both),
        f"Your zeta {_says.format(**_WORDS['zeta'])} The same goes for xi, with A and eta.",
    )(_companions(zeta=_law, xi=_law))

sweep.mistakes(
    ("A for zeta", _with_scales(zeta=lambda given: given.A),
     "Your zeta has A in its scale. A belongs to eta; sigma's prior has B."),
    ("B for xi", _with_scales(xi=lambda given: given.B),
     "Your xi has B in its scale. B belongs to sigma; eta's prior has A."),
    ("A and B swapped", _with_scales(zeta=lambda given: given.A, xi=lambda given: given.B),
     "Your zeta has the scale A and your xi the scale B: sigma ~ half-Cauchy(B), eta ~ "
     "half-Cauchy(A)."),
    ("the notebook's B", _with_scales(zeta=lambda given: 10),
     "Your zeta uses the notebook's B = 10, whatever B is handed in."),
    ("the notebook's A", _with_scales(xi=lambda given: 5),
     "Your xi uses the notebook's A = 5, whatever A is handed in."),
    ("the notebook's A and B", _with_scales(zeta=lambda given: 10, xi=lambda given: 5),
     "Your zeta and xi use the notebook's B = 10 and A = 5, whatever is handed in."),
    ("sigma for eta in xi",
     first_of(
         Sweep(xi=lambda now, old, g: xi_law(now._replace(eta=old.sigma + 0 * g.X[0]), old, g)),
         Sweep(xi=lambda now, old, g: xi_law(now._replace(eta=now.sigma + 0 * g.X[0]), old, g)),
         Sweep(xi=lambda now, old, g: xi_law(now._replace(eta=old.sigma), old, g)),
         Sweep(xi=lambda now, old, g: xi_law(now._replace(eta=now.sigma), old, g)),
         ),
     "Your xi has 1/sigma² in its scale. xi is the companion of eta: 1/eta²."),
    ("one xi for all",
     first_of(
         _one_xi(lambda eta, A: (1.0, 1 / A**2 + np.sum(1 / eta**2))),
         _one_xi(lambda eta, A: ((len(eta) + 1) / 2, 1 / A**2 + np.sum(1 / eta**2))),
         _one_xi(lambda eta, A: (1.0, np.sum(1 / A**2 + 1 / eta**2))),
         _one_xi(lambda eta, A: (1.0, 1 / A**2 + np.mean(1 / eta**2))),
         _one_xi(lambda eta, A: (1.0, 1 / A**2 + 1 / np.sum(eta**2))),
         _one_xi(lambda eta, A: (1.0, 1 / A**2 + 1 / np.mean(eta**2))),
         _one_xi(lambda eta, A: (1.0, 1 / A**2 + 1 / np.mean(eta) ** 2)),
         _one_xi(lambda eta, A: (1.0, 1 / A**2 + 1 / eta[0] ** 2)),
         _one_xi(lambda eta, A: (1.0, 1 / A**2 + 1 / eta[-1] ** 2)),
         _one_xi(lambda eta, A: (0.5, 1 / A**2)),
         Sweep(ways={"xi": (one_number,)}),
         ),
     "Your sweep draws one xi for all coefficients. Each eta_j has a companion of its own: scale "
     "1/A² + 1/eta_j² and a random number for each j."),
)  # fmt: skip
