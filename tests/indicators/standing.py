"""The boards at an instant that stands still."""

from datetime import datetime

import pytest

from shared.clock import Clock
from tests.fixtures.cities import a_city, load_city
from tests.fixtures.web import Served, Serving


async def standing_at(now: datetime, serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The service of indicators over a small city, whose clock says ``now`` and goes no further."""
    monkeypatch.setattr(Clock, "now", lambda _clock: now)
    monkeypatch.setattr(Clock, "real_now", lambda _clock: now)
    served = await serving.service("indicators")
    await load_city(served.around.pool, a_city())
    return served
