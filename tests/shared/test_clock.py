"""Business time is PostgreSQL's, as nearly as an answer that takes its time can tell."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.clock import offset

ASKED = datetime(2026, 3, 2, 8, tzinfo=UTC)
ANSWERED = ASKED + timedelta(milliseconds=80)


@pytest.mark.parametrize(
    ("milliseconds", "ahead"), [(0, 0), (3, 0), (80, 0), (95, 15), (3600_000, 3599_920), (-40, -40)]
)
def test_a_slow_answer_does_not_make_business_time_lag(milliseconds: int, ahead: int) -> None:
    real = ASKED + timedelta(milliseconds=milliseconds)
    assert offset(real, ASKED, ANSWERED) == timedelta(milliseconds=ahead)
