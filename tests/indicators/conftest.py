"""The indicators' pages at a known instant."""

import pytest

from shared.clock import Clock
from tests.fixtures.cities import a_city, load_city
from tests.fixtures.web import Served, Serving
from tests.indicators.contacts import NOW


@pytest.fixture
async def indicators(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The service with a city, at ``NOW``."""
    monkeypatch.setattr(Clock, "now", lambda _clock: NOW)
    monkeypatch.setattr(Clock, "real_now", lambda _clock: NOW)
    served = await serving.service("indicators")
    await load_city(served.around.pool, a_city())
    return served
