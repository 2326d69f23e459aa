"""What lies beyond the last node, against the same terms summed one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.bayes.quadrature.tails import beyond, has_long_tail, highest_moment, lean_for, rest


@given(fall=st.floats(0.3, 5.0), step=st.floats(0.05, 1.0), moment=st.integers(0, 2))
def test_the_series_is_its_sum(fall, step, moment):
    if fall <= moment:
        assert beyond(fall, step, moment) == np.inf
    elif fall > moment + 0.1:
        k = np.arange(1, 60_000)
        terms = np.exp((moment - fall) * step * k)
        assert beyond(fall, step, moment) == pytest.approx(terms.sum(), rel=1e-9)


@given(fall=st.floats(1.05, 3.0), step=st.floats(0.05, 1.0))
def test_one_node_has_the_mass_and_the_highest_moment_of_the_rest(fall, step):
    further, log_weight = rest(fall, np.array([step]))
    moment = highest_moment(fall)
    assert np.exp(log_weight) == pytest.approx(beyond(fall, step), rel=1e-12)
    assert np.exp(log_weight + moment * further) == pytest.approx(beyond(fall, step, moment), 1e-9)


@pytest.mark.parametrize(
    "fall, moment, lean", [(0.5, 0, 0), (1.5, 1, 0), (2.5, 2, 1), (3, 2, 2), (np.inf, 2, 2)]
)
def test_what_is_summed_to_the_end_and_what_is_left(fall, moment, lean):
    assert (highest_moment(fall), lean_for(fall)) == (moment, lean)
    assert has_long_tail(fall) == (moment > lean)
