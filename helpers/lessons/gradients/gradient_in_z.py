"""The gradient in new units: the chain rule for a linear change of coordinates."""

import numpy as np

from helpers.lessons.contents import gradients as lesson
from helpers.lessons.gradients.shared import bent_hill


def _slants(rng):
    for d in (2, 3, 4):
        shape = rng.normal(size=(d, d)) + 2 * np.eye(d)
        root = np.tril(rng.normal(size=(d, d))) + 1.5 * np.eye(d)
        _, slope = bent_hill(shape @ shape.T / d, 0.1)
        yield slope, root, rng.normal(size=d), rng.normal(size=d)


@lesson.function(
    "10-gradient-in-z",
    cases=_slants,
    hints=(
        "Where is the place, in the old units, that z stands for? Take the gradient there.",
        "The chain rule: a step in $z_k$ moves theta by column k of `root`. So the slope in $z_k$ "
        "is that column times the gradient.",
        "`root.T @ gradient(centre + root @ z)`",
    ),
)
def gradient_in_z(gradient, root, centre, z):
    """The gradient in the new units."""
    there = gradient(centre + root @ z)
    return np.array([sum(column * there) for column in root.T])


@gradient_in_z.variant("the chain rule")
def _(gradient, root, centre, z):
    return root.T @ gradient(centre + root @ z)


@gradient_in_z.variant("as a row")
def _(gradient, root, centre, z):
    return gradient(centre + root @ z) @ root


@gradient_in_z.law(
    "A climb is the same in any units. One unit more of each z moves theta by the sum of the "
    "columns of `root`: a slope of {right} by the gradient there. By yours it is {left}."
)
def _(slopes, gradient, root, centre, z):
    parts = gradient(centre + root @ z)[:, None] * root
    return slopes.sum(), parts.sum(), np.abs(parts).max()


@gradient_in_z.law(
    "What one unit of z_k brings, column k of `root` brings in the old units. For some k yours is "
    "{left} off."
)
def _(slopes, gradient, root, centre, z):
    parts = gradient(centre + root @ z)[:, None] * root
    return np.abs(slopes - parts.sum(axis=0)).max(), 0, np.abs(parts).max()


gradient_in_z.mistakes(
    ("root not transposed", lambda gradient, root, centre, z: root @ gradient(centre + root @ z),
     "You multiplied by `root`; the chain rule wants its transpose: the slope in z_k is *column* "
     "k of root times the gradient."),
    ("no chain rule", lambda gradient, root, centre, z: gradient(centre + root @ z),
     "Your slopes are still those in theta. A step in z moves theta by `root` times it, so "
     "multiply by `root.T`."),
    ("inverse of the root",
     lambda gradient, root, centre, z: np.linalg.solve(root, gradient(centre + root @ z)),
     "You multiplied by the *inverse* of root. Where one unit of z is a long way in theta, the "
     "hill is steep in z: multiply by root' itself."),
    ("inverse of the transpose",
     lambda gradient, root, centre, z: np.linalg.solve(root.T, gradient(centre + root @ z)),
     "You multiplied by the *inverse* of root'. Where one unit of z is a long way in theta, the "
     "hill is steep in z: multiply by root' itself."),
    ("gradient at z", lambda gradient, root, centre, z: root.T @ gradient(z),
     "Your gradient is taken at z. `gradient` knows only the old units: take it at `centre + root "
     "@ z`."),
    ("centre forgotten", lambda gradient, root, centre, z: root.T @ gradient(root @ z),
     "Your gradient is taken at `root @ z`: the centre is missing."),
    ("covariance for its root",
     lambda gradient, root, centre, z: root @ root.T @ gradient(centre + root @ z),
     "You multiplied by root root', the covariance. The chain rule wants root' once."),
    ("gradient at the centre", lambda gradient, root, centre, z: root.T @ gradient(centre),
     "Your gradient is taken at the centre, wherever z is. Take it at `centre + root @ z`."),
    ("multiplied entry by entry",
     lambda gradient, root, centre, z: np.diag(root) * gradient(centre + root @ z),
     "You used the diagonal of root alone. Its other entries slant the axes: `root.T @` the "
     "gradient."),
    ("centre in the bracket",
     lambda gradient, root, centre, z: root.T @ gradient(root @ (centre + z)),
     "Your gradient is taken at `root @ (centre + z)`. The root belongs to z alone."),
    ("z subtracted", lambda gradient, root, centre, z: root.T @ gradient(centre + root @ z) - z,
     "You subtracted z: that is the slope of a prior on z, and there is none. The log density is "
     "the same, only its coordinates are new."),
    ("the place returned", lambda gradient, root, centre, z: centre + root @ z,
     "Your function returns the place. Take the gradient there, and multiply."),
)  # fmt: skip
