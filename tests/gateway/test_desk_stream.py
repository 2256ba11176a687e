"""What the desk's live stream tells of contacts that somebody may not know of: nothing."""

import asyncio
import re

import pytest

from tests.fixtures.cities import NORD
from tests.fixtures.live import Stream
from tests.fixtures.web import Serving
from tests.gateway.keeping import House, house_of

POLLS = 0.8
"""Seconds in which a desk's watcher looks three times."""


def berta(house: House, last: bytes = b"") -> Stream:
    """Her stream, again where she left it."""
    cookies = dict(house.berta.client.cookies.items())
    stream = Stream(house.served.app, f"/units/{NORD}/desk/stream", {}, cookies)
    stream._headers += [(b"last-event-id", last)] if last else []
    return stream


async def test_who_is_kept_from_a_contact_hears_nothing_of_what_is_done_with_it(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await house_of(serving)
    now = house.served.around.clock.now()
    monkeypatch.setattr(type(house.served.around.clock), "now", lambda _: now)
    theirs = await house.contact(person := await house.person())
    await house.exclude(person, house.berta)
    async with berta(house) as stream:
        await stream.heard(b"event: queue")
        [*_, last] = re.findall(rb"id: (\w+)", stream._heard)
    async with berta(house, last) as stream:
        await house.anna.post(f"/api/contacts/{theirs}/triage", level="urgent", why="worse")
        await asyncio.sleep(POLLS)
        assert b"event: queue" not in stream._heard
        await house.contact()
        await stream.heard(b"event: queue")
