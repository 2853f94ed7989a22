"""The rate limit against a plain description of what it promises."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.effects import rates as known_rates
from bot.effects.rates import Rate
from storage.ledger import rates
from storage.ledger.leases import database_seconds
from tests.effects.stage import Stage

START = 1_800_000_000.0
lanes_of_examples = count()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    interval=st.sampled_from([0.1, 1.0, 1.2]),
    burst=st.integers(1, 6),
    gaps=st.lists(st.sampled_from([0.0, 0.05, 0.3, 1.0, 1.2, 7.5]), min_size=1, max_size=25),
)
def test_never_more_than_burst_and_rate_and_never_less(
    stage: Stage, interval: float, burst: int, gaps: list[float]
) -> None:
    rate, lane = Rate(timedelta(seconds=interval), burst), (stage.workspace_id, f"l{next(lanes_of_examples)}")
    moment, admitted, tokens, last = START, [], float(burst), START
    with stage.store.write() as session:
        for gap in gaps:
            moment += gap
            tokens, last = min(burst, tokens + (moment - last) / interval), moment
            taken = rates.take(session, lane, interval=rate.interval, tolerance=rate.tolerance, real=moment)
            if abs(tokens - round(tokens)) > 1e-3 or tokens > 1.5:
                assert taken is (tokens >= 1)
            tokens -= taken
            admitted += [moment] * taken
    for first, at in enumerate(admitted):
        within = [other for other in admitted[first:] if other - at <= 3.0]
        assert len(within) <= burst + (within[-1] - at) / interval + 1e-3


@pytest.mark.parametrize("rate", [Rate(timedelta(seconds=1), 5), None])
def test_a_pause_closes_the_lane_until_it_is_over(stage: Stage, rate: Rate | None) -> None:
    lane = (stage.workspace_id, "slack:chat.update")
    known = {"slack:chat.update": rate} if rate else {}
    with stage.store.write() as session:
        known_rates.pause(session, known, lane, timedelta(seconds=20))
        known_rates.pause(session, known, lane, timedelta(seconds=3))
        [(closed, seconds)] = known_rates.closed(session, known).items()
        assert closed == lane
        assert 10 < seconds <= 20
        real = database_seconds(session)
        tolerance = rate.tolerance if rate else 0.0
        assert not rates.take(session, lane, interval=1, tolerance=tolerance, real=real + 19)
        assert rates.take(session, lane, interval=1, tolerance=tolerance, real=real + 20.1)
        assert not rates.take(session, lane, interval=1, tolerance=tolerance, real=real + 20.2)


def test_lanes_of_two_workspaces_do_not_share_a_rate(stage: Stage) -> None:
    with stage.store.write() as session:
        first = (stage.workspace_id, "mail:x")
        assert rates.take(session, first, interval=9, tolerance=0, real=START)
        assert not rates.take(session, first, interval=9, tolerance=0, real=START)
        assert rates.take(session, (stage.workspace_id, "mail:y"), interval=9, tolerance=0, real=START)
