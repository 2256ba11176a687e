"""A live stream ends by its age, and whoever comes back gets what holds then."""

import asyncio
import signal
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2
import pytest

from shared.clock import Clock
from shared.identity import Role
from shared.web import ending, live, viewer
from tests.fixtures.cities import NORD, a_city, load_city
from tests.fixtures.web import Serving, command

MORNING = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
STREAM = f"/units/{NORD}/wall/stream"


@dataclass(frozen=True, slots=True)
class Heard:
    """What one connection brought until the service ended it."""

    ids: list[str]
    names: list[str]
    text: str


async def hear(client: httpx2.AsyncClient, last: str | None = None) -> Heard:
    """Stay until the end, as a browser that knows the id it heard last."""
    headers = {"last-event-id": last} if last else {}
    answer = await client.get(STREAM, headers=headers)
    assert answer.status_code == 200, answer.text
    frames = [
        dict(line.partition(": ")[::2] for line in frame.splitlines())
        for frame in answer.text.split("\n\n")
    ]
    ids = [frame["id"] for frame in frames if "id" in frame]
    return Heard(ids, [frame["event"] for frame in frames if "event" in frame], answer.text)


async def test_a_stream_ends_by_its_age_and_who_comes_back_gets_what_holds_then(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewer, "LONGEST_SECONDS", 1.5)
    monkeypatch.setattr(viewer, "BEAT_SECONDS", 0.2)
    monkeypatch.setattr(Clock, "now", lambda _clock: MORNING)  # the wall shows the minute
    served = await serving.service("gateway")
    await load_city(served.around.pool, a_city())
    client = await served.signed_in({Role.RECEPTION}, {NORD})
    before = await hear(client)
    assert before.text.startswith(f"retry: {live.RETRY_MS}\n\n")
    assert len(set(before.ids)) == 1
    nothing_new = await hear(client, before.ids[-1])
    assert nothing_new.ids == []
    assert set(nothing_new.names) == {"beat"}
    opened = await client.post(f"/api/units/{NORD}/desks/1/open", headers=command())
    assert opened.is_success, opened.text
    arrival = {"door": "desk"}
    came = await client.post(f"/api/units/{NORD}/contacts", json=arrival, headers=command())
    called = await client.post(f"/api/units/{NORD}/desks/1/call-next", headers=command())
    assert called.is_success, called.text
    after = await hear(client, before.ids[-1])
    assert came.json()["code"] in after.text
    assert after.ids[-1] != before.ids[-1]
    assert came.json()["code"] not in before.text


async def test_a_revoked_session_takes_its_open_streams_along_within_five_seconds(
    serving: Serving,
) -> None:
    served = await serving.service("gateway")
    await load_city(served.around.pool, a_city())
    client = await served.signed_in({Role.RECEPTION}, {NORD})
    staying = asyncio.create_task(client.get(STREAM))
    await asyncio.sleep(0.5)
    assert not staying.done()
    await served.around.identity.execute("UPDATE session SET revoked_at = clock_timestamp()")
    answer = await asyncio.wait_for(staying, 5)
    assert answer.status_code == 200
    assert "event: now" in answer.text


async def test_streams_do_not_hold_up_the_end_of_the_process(serving: Serving) -> None:
    served = await serving.service("gateway")
    await load_city(served.around.pool, a_city())
    client = await served.signed_in({Role.RECEPTION}, {NORD})
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        with ending.noted(served.app):
            staying = asyncio.create_task(client.get(STREAM))
            await asyncio.sleep(0.5)
            assert not staying.done()
            signal.raise_signal(signal.SIGTERM)
            assert (await asyncio.wait_for(staying, 4)).status_code == 200
    finally:
        signal.signal(signal.SIGTERM, before)
