"""What cannot be read is set aside with its bytes, and never stands in the way."""

import json
from typing import Any, ClassVar

import pytest

from shared.consumer import message, parked
from shared.consumer.message import Unreadable
from shared.contracts import Event, event_types
from shared.contracts.gateway import DeskChanged
from shared.contracts.heartbeat import GatewayHeartbeat
from shared.db import Scope, transaction
from tests.fixtures.canaries import MISPLACED as CANARY
from tests.fixtures.messaging import AT, Messaging, desk_changed, headers_of, until
from tests.shared.hearing import TOPIC, Hearing

DESK = desk_changed()
VALUE = DESK.model_dump_json().encode()
HEADERS = headers_of(DESK, message.UUID("019cadb5-5dc0-7a31-9d0e-3c1f5b7a2e64"))


def without(name: str) -> dict[str, bytes | None]:
    return {header: value for header, value in HEADERS.items() if header != name}


async def test_an_unreadable_message_is_kept_with_bytes_reason_and_place(
    messaging: Messaging, hearing: Hearing
) -> None:
    value = json.dumps({**json.loads(VALUE), "state": CANARY}).encode()
    await messaging.send(TOPIC, value, dict(HEADERS), key=b"\xff\x00", partition=2)
    await messaging.send_event(desk_changed(2), partition=2)
    messaging.start(hearing.consumer())
    await until(hearing.past(2, partition=2))
    async with transaction(messaging.pool, Scope.SYSTEM) as tx:
        [kept] = await parked.listed(tx)
    assert (kept.topic, kept.partition, kept.offset) == (messaging.settings.topic(TOPIC), 2, 0)
    assert (kept.key, kept.value) == (b"\xff\x00", value)
    assert kept.headers == [[name, content.hex()] for name, content in HEADERS.items()]
    assert kept.reason == "the data does not fit the contract: state"
    assert await hearing.heard() == [("css-nord/2", 1)]


@pytest.mark.parametrize(
    ("value", "headers", "reason"),
    [
        (VALUE, {}, "no readable ce_type header"),
        (VALUE, {**HEADERS, "ce_type": b"\xff"}, "no readable ce_type header"),
        (VALUE, {**HEADERS, "ce_type": None}, "no readable ce_type header"),
        (VALUE, {**HEADERS, "ce_type": b"gateway.x.v9"}, "a type absent from the contracts"),
        (b"\xff{", HEADERS, "the data does not fit the contract"),
        (None, HEADERS, "the data does not fit the contract"),
        (b'{"at": 1}', HEADERS, "the data does not fit the contract: desk, since"),
        (VALUE, without("ce_id"), "a header is missing or broken"),
        (VALUE, {**HEADERS, "ce_id": b"\x00" + CANARY.encode()}, "a header is missing or broken"),
        (VALUE, {**HEADERS, "ce_id": None}, "a header is missing or broken"),
        (VALUE, {**HEADERS, "ce_time": b"yesterday"}, "a header is missing or broken"),
        (VALUE, {**HEADERS, "ce_time": b"2026-03-02T08:00:00"}, "a header is missing or broken"),
        (VALUE, {**HEADERS, "traceparent": b"\xff"}, "a header is missing or broken"),
        (b"{}", {**HEADERS, "a\0name": b"x"}, "the data does not fit the contract"),
    ],
)
async def test_whatever_is_wrong_with_a_message_it_is_parked_and_passed(
    messaging: Messaging,
    hearing: Hearing,
    value: bytes | None,
    headers: dict[str, bytes | None],
    reason: str,
) -> None:
    await messaging.send(TOPIC, value, headers, key=b"\x00", partition=0)
    await messaging.send_event(desk_changed(2), partition=0)
    consumer = hearing.consumer()
    messaging.start(consumer)
    await until(hearing.past(2), seconds=10)
    async with transaction(messaging.pool, Scope.SYSTEM) as tx:
        [kept] = await parked.listed(tx)
    assert kept.reason.startswith(reason)
    assert CANARY not in kept.reason
    assert kept.value == value
    assert await hearing.heard() == [("css-nord/2", 1)]


async def test_a_last_message_that_was_parked_is_gone_on_from_after_a_new_start(
    messaging: Messaging, hearing: Hearing
) -> None:
    await messaging.send(TOPIC, VALUE, {**HEADERS, "ce_id": b"\x00"}, partition=0)
    running = messaging.start(hearing.consumer())
    await until(hearing.past(1), seconds=10)
    await messaging.stop(running)
    await messaging.send_event(desk_changed(2), partition=0)
    messaging.start(hearing.consumer())
    await until(hearing.past(2))
    assert await hearing.heard() == [("css-nord/2", 1)]
    assert await hearing.rows("SELECT count(*) FROM parked_event") == [(1,)]


async def test_a_known_type_that_nobody_uses_here_is_passed_in_silence(
    messaging: Messaging, hearing: Hearing
) -> None:
    beat = GatewayHeartbeat(at=AT, version=1)
    await messaging.send(
        TOPIC,
        beat.model_dump_json().encode(),
        dict(headers_of(beat, message.UUID(int=1))),
        partition=0,
    )
    messaging.start(hearing.consumer())
    await until(hearing.past(1))
    assert await hearing.rows("SELECT 1 FROM parked_event") == []
    assert await hearing.heard() == []


async def parked_one(messaging: Messaging, hearing: Hearing, **headers: bytes) -> int:
    await messaging.send(TOPIC, VALUE, {**HEADERS, **headers}, partition=0)
    running = messaging.start(hearing.consumer())
    await until(hearing.past(1))
    await messaging.stop(running)
    [(parked_id,)] = await hearing.rows("SELECT id FROM parked_event")
    assert isinstance(parked_id, int)
    return parked_id


class LaterDeskChanged(DeskChanged):
    """A type that only a later release knows."""

    type: ClassVar[str] = "gateway.desk_changed.v9"


async def test_a_parked_message_is_heard_once_it_can_be_read(
    messaging: Messaging, hearing: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    parked_id = await parked_one(messaging, hearing, ce_type=LaterDeskChanged.type.encode())
    known: dict[str, type[Event]] = {**event_types(), LaterDeskChanged.type: LaterDeskChanged}
    monkeypatch.setattr(message, "event_types", lambda: known)
    reactions = {LaterDeskChanged: hearing.react}
    async with transaction(messaging.pool, Scope.SYSTEM) as tx:
        assert await parked.retry(tx, parked_id, reactions)
    assert await hearing.heard() == [("css-nord/1", 1)]
    async with transaction(messaging.pool, Scope.SYSTEM) as tx:
        assert await parked.listed(tx) == []
        assert not await parked.retry(tx, parked_id, reactions)
        shown = await parked.shown(tx, parked_id)
    assert shown is not None
    assert shown.retried_at is not None
    assert await hearing.heard() == [("css-nord/1", 1)]


async def test_a_retry_is_refused_while_the_message_still_cannot_be_read(
    messaging: Messaging, hearing: Hearing
) -> None:
    parked_id = await parked_one(messaging, hearing, ce_time=b"yesterday")

    async def retry() -> Any:
        async with transaction(messaging.pool, Scope.SYSTEM) as tx:
            return await parked.retry(tx, parked_id, hearing.reactions)

    with pytest.raises(Unreadable):
        await retry()
    async with transaction(messaging.pool, Scope.SYSTEM) as tx:
        assert [kept.id for kept in await parked.listed(tx)] == [parked_id]
    assert await hearing.heard() == []


async def test_retrying_what_was_never_parked_says_so(
    messaging: Messaging, hearing: Hearing
) -> None:
    async with transaction(messaging.pool, Scope.SYSTEM) as tx:
        assert not await parked.retry(tx, 404, hearing.reactions)
        assert await parked.shown(tx, 404) is None
