"""Positions when several processes of a service start and read at once."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from shared import db, kafka
from shared.consumer import positions
from shared.consumer.positions import Position
from tests.fixtures.messaging import Messaging, desk_changed
from tests.shared.hearing import TOPIC, Hearing


class Racing:
    """A client during whose last question another process applies one event more."""

    def __init__(self, client: AIOKafkaConsumer, others: Callable[[], Awaitable[None]]) -> None:
        self._real, self._others = client, others

    def __getattr__(self, name: str) -> Any:
        """Everything else is the client's own, its inner one too."""
        return getattr(self.__dict__["_real"], name)

    async def end_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        ends = await self._real.end_offsets(places)
        await self._others()
        return dict(ends)


async def test_a_start_while_others_apply_sets_nobody_back(
    messaging: Messaging, hearing: Hearing
) -> None:
    await messaging.send_event(desk_changed())
    here = TopicPartition(messaging.settings.topic(TOPIC), 0)

    async def one_more() -> None:
        await messaging.send_event(desk_changed(version=2))
        async with db.transaction(messaging.pool, db.Scope.SYSTEM) as tx:
            await positions.move(tx, here, Position(0), Position(2, "newer"))

    client = kafka.consumer(messaging.settings, "hearing")
    await client.start()
    await positions.standing(messaging.pool, Racing(client, one_more), [here.topic])
    await client.stop()
    assert (await hearing.position())["next_offset"] == 2


async def test_a_restart_gives_way_to_a_process_that_moved_on_meanwhile(
    messaging: Messaging, hearing: Hearing
) -> None:
    here = TopicPartition(messaging.settings.topic(TOPIC), 0)
    await positions.begin(messaging.pool, {here: 0})
    moved = Position(7, "an event")
    async with db.transaction(messaging.pool, db.Scope.SYSTEM) as tx:
        await positions.move(tx, here, Position(0), moved)
    assert await positions.restart(messaging.pool, here, Position(0), 0) == moved
    assert (await hearing.position())["next_offset"] == 7
