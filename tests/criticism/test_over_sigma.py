"""Sums over the nodes say whether they hold all of an integral."""

import numpy as np
import pytest
from scipy import stats

from helpers.criticism.over_sigma import Nodes

STEP = 0.1
T = STEP * np.arange(-60, 60)


def summed(law, fall=np.inf, rounding=0.0):
    nothing = np.zeros(len(T))
    nodes = Nodes(nothing, nothing + rounding, np.exp(T), nothing, nothing, nothing, fall, STEP)
    shares, log_sums, complete = nodes.sum(law.logpdf(T)[None] + np.log(STEP), -1)
    assert shares.sum() == pytest.approx(1)
    return log_sums[0], complete[0]


@pytest.mark.parametrize("centre", [-1.0, 0.0, 0.03])
@pytest.mark.parametrize("sd", [0.2, 0.3, 0.7])
def test_what_lies_between_the_ends_and_is_wider_than_a_step(centre, sd):
    log_sum, complete = summed(stats.norm(centre, sd))
    assert complete and log_sum == pytest.approx(0, abs=1e-8)


def test_what_is_narrower_than_the_steps_tell():
    log_sum, complete = summed(stats.norm(0, 0.03))
    assert not complete and abs(log_sum) > 1e-3


@pytest.mark.parametrize("centre", [-6.0, -4.5, 4.5, 6.0])
def test_what_lies_beyond_an_end(centre):
    assert not summed(stats.norm(centre, 0.4))[1]


def test_a_tail_that_goes_on_beyond_the_last_node():
    # Of the Gumbel law a millionth is beyond the last node, of the normal nothing.
    assert not summed(stats.gumbel_r(-2, 0.55), fall=2.8)[1]
    assert summed(stats.norm(0, 0.5), fall=2.0)[1]
    assert not summed(stats.norm(0, 0.5), fall=1.0)[1]  # what diverges, however little is left


def test_what_rounding_has_spoilt():
    assert summed(stats.norm(0, 0.3), rounding=1e-12)[1]
    assert not summed(stats.norm(0, 0.3), rounding=1e-8)[1]
