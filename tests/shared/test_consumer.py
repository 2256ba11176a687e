"""What is heard has its effect once: whatever comes twice, breaks, moves or goes away."""

import asyncio

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from opentelemetry import trace
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from uuid_utils.compat import uuid7

from shared import db
from shared.consumer.batch import apply, parse
from shared.consumer.positions import Position, Stale
from shared.outbox import Relay
from shared.outbox import put as tell
from tests.fixtures.messaging import LateKafka, Messaging, desk_changed, place, until
from tests.shared.hearing import TOPIC, Hearing


async def test_effect_and_position_are_one_transaction(
    messaging: Messaging, hearing: Hearing
) -> None:
    await messaging.send_event(desk_changed(), partition=0)
    messaging.start(hearing.consumer())
    await until(hearing.past(1))
    [(written_by,)] = await hearing.rows("SELECT xmin::text FROM effect")
    assert (await hearing.position())["written_by"] == written_by


async def test_events_of_a_key_are_heard_in_their_order(
    messaging: Messaging, hearing: Hearing
) -> None:
    await messaging.tell(*(desk_changed(desk, v) for v in range(1, 51) for desk in range(5)))
    messaging.start(Relay(messaging.pool, messaging.settings, "gateway"))
    messaging.start(hearing.consumer())
    await until(hearing.has(250))
    heard = await hearing.heard()
    for desk in range(5):
        assert [v for key, v in heard if key == f"css-nord/{desk}"] == list(range(1, 51))


async def test_what_comes_twice_or_late_changes_nothing(
    messaging: Messaging, hearing: Hearing
) -> None:
    first, second = desk_changed(version=1), desk_changed(version=2)
    ids = uuid7(), uuid7()
    for event, event_id in ((first, ids[0]), (second, ids[1]), (second, ids[1]), (first, ids[0])):
        await messaging.send_event(event, event_id, partition=0)
    messaging.start(hearing.consumer())
    await until(hearing.past(4))
    assert await hearing.effects() == {"css-nord/1": (2, 2)}


async def test_a_position_moved_back_changes_nothing(
    messaging: Messaging, hearing: Hearing
) -> None:
    for version in (1, 2, 3):
        await messaging.send_event(desk_changed(version=version), partition=0)
    running = messaging.start(hearing.consumer())
    await until(hearing.past(3))
    await messaging.stop(running)
    await messaging.pool.execute("UPDATE consumer_position SET next_offset = 0, anchor = NULL")
    messaging.start(hearing.consumer())
    await until(hearing.has(6))
    assert await hearing.effects() == {"css-nord/1": (3, 3)}


async def test_a_consumer_goes_on_where_the_last_one_ended(
    messaging: Messaging, hearing: Hearing
) -> None:
    await messaging.send_event(desk_changed(version=1), partition=0)
    running = messaging.start(hearing.consumer())
    await until(hearing.past(1))
    await messaging.stop(running)
    await messaging.send_event(desk_changed(version=2), partition=0)
    messaging.start(hearing.consumer())
    await until(hearing.past(2))
    assert await hearing.heard() == [("css-nord/1", 1), ("css-nord/1", 2)]


async def test_a_failing_reaction_stops_its_own_partition_only_and_is_tried_again(
    messaging: Messaging, hearing: Hearing
) -> None:
    hearing.refuses.add("css-nord/1")
    await messaging.send_event(desk_changed(1), partition=0)
    consumer = hearing.consumer()
    messaging.start(consumer)
    await until(lambda: consumer.pauses.named() == {hearing.name(0): "ArithmeticError"})
    await messaging.send_event(desk_changed(2), partition=1)
    await until(hearing.past(1, partition=1))
    assert await hearing.heard() == [("css-nord/2", 1)]
    stopped = await hearing.position(0)
    assert (stopped["next_offset"], stopped["paused_reason"]) == (0, "ArithmeticError")
    hearing.refuses.clear()
    await until(hearing.past(1))
    assert await hearing.effects() == {"css-nord/1": (1, 1), "css-nord/2": (1, 1)}
    assert (await hearing.position(0))["paused_reason"] is None
    await until(lambda: consumer.pauses.named() == {})


async def test_all_is_heard_once_everything_that_was_sent_has_its_effect(
    messaging: Messaging, hearing: Hearing
) -> None:
    consumer = hearing.consumer()
    assert not await consumer.heard_all()
    hearing.refuses.add("css-nord/1")
    await messaging.send_event(desk_changed(1), partition=0)
    await messaging.send_event(desk_changed(2), partition=1)
    messaging.start(consumer)
    await until(hearing.past(1, partition=1))
    assert not await consumer.heard_all()
    hearing.refuses.clear()
    await until(consumer.heard_all)
    assert await hearing.effects() == {"css-nord/1": (1, 1), "css-nord/2": (1, 1)}


async def test_a_partition_that_failed_after_others_went_well_misses_nothing(
    messaging: Messaging, hearing: Hearing
) -> None:
    await messaging.send_event(desk_changed(1, 1), partition=0)
    messaging.start(hearing.consumer())
    await until(hearing.past(1))
    hearing.refuses.add("css-nord/1")
    for version in (2, 3, 4):
        await messaging.send_event(desk_changed(1, version), partition=0)
        await asyncio.sleep(0.1)
    hearing.refuses.clear()
    await until(hearing.past(4))
    assert await hearing.heard() == [("css-nord/1", version) for version in (1, 2, 3, 4)]


async def test_consumers_that_come_and_go_lose_and_double_nothing(
    messaging: Messaging, hearing: Hearing
) -> None:
    async def send() -> None:
        for version in range(1, 151):
            for desk in range(3):
                await messaging.send_event(desk_changed(desk, version), partition=desk)

    others = await db.connect(messaging.settings.database_url, size=4)
    sending = asyncio.create_task(send())
    first = messaging.start(hearing.consumer())
    await until(hearing.has(30))
    second = messaging.start(hearing.consumer(others))
    await until(hearing.has(180))
    await messaging.stop(first)
    third = messaging.start(hearing.consumer())
    await sending
    await until(hearing.has(450))
    for partition in range(3):
        await until(hearing.past(150, partition))
    await messaging.stop(second, third)
    await others.close()
    everything = [(f"css-nord/{desk}", v) for desk in range(3) for v in range(1, 151)]
    assert sorted(await hearing.heard()) == everything


async def test_a_topic_made_anew_is_read_from_its_start(
    messaging: Messaging, hearing: Hearing
) -> None:
    for version in (1, 2):
        await messaging.send_event(desk_changed(1, version), partition=0)
    running = messaging.start(hearing.consumer())
    await until(hearing.past(2))
    await messaging.stop(running)
    await messaging.remove_topics(TOPIC)
    await messaging.topics(TOPIC)
    for desk in range(2, 7):
        await messaging.send_event(desk_changed(desk), partition=0)
    messaging.start(hearing.consumer())
    await until(hearing.past(5))
    await until(hearing.has(7))
    assert set(await hearing.effects()) == {f"css-nord/{desk}" for desk in range(1, 7)}


async def test_a_topic_made_anew_and_shorter_than_before_is_read_from_its_start(
    messaging: Messaging, hearing: Hearing
) -> None:
    for version in (1, 2):
        await messaging.send_event(desk_changed(1, version), partition=0)
    running = messaging.start(hearing.consumer())
    await until(hearing.past(2))
    await messaging.stop(running)
    await messaging.remove_topics(TOPIC)
    await messaging.topics(TOPIC)
    await messaging.send_event(desk_changed(2), partition=0)
    messaging.start(hearing.consumer())
    await until(hearing.has(3))
    assert (await hearing.position())["next_offset"] == 1


async def expire(messaging: Messaging, before: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=messaging.settings.kafka)
    await admin.start()
    where = place(messaging.settings, TOPIC, 0)
    await admin.delete_records({where: RecordsToDelete(before)})
    await admin.close()


@pytest.mark.parametrize("expired", [2, 3])
async def test_reading_goes_on_when_what_was_read_has_expired(
    messaging: Messaging, hearing: Hearing, expired: int
) -> None:
    for version in (1, 2):
        await messaging.send_event(desk_changed(1, version), partition=0)
    running = messaging.start(hearing.consumer())
    await until(hearing.past(2))
    await messaging.stop(running)
    for version in (3, 4):
        await messaging.send_event(desk_changed(1, version), partition=0)
    await expire(messaging, expired)
    messaging.start(hearing.consumer())
    await until(hearing.past(4))
    assert [version for _, version in await hearing.heard()] == [1, 2, *range(expired + 1, 5)]


async def test_a_stale_position_writes_nothing(messaging: Messaging, hearing: Hearing) -> None:
    await messaging.send_event(desk_changed(), partition=0)
    await messaging.send(TOPIC, b"broken", {}, partition=0)
    records = await messaging.sent(TOPIC)
    where = place(messaging.settings, TOPIC, 0)
    await messaging.pool.execute(
        "INSERT INTO consumer_position (topic, partition, next_offset) VALUES ($1, 0, 1)",
        where.topic,
    )
    batch = parse(where, records, hearing.reactions)
    with pytest.raises(Stale):
        await apply(messaging.pool, batch, Position(0), hearing.reactions)
    assert await hearing.heard() == []
    assert await hearing.rows("SELECT 1 FROM parked_event") == []
    assert (await hearing.position())["next_offset"] == 1


async def test_a_consumer_whose_position_another_moved_takes_the_new_one(
    messaging: Messaging, hearing: Hearing
) -> None:
    for version in (1, 2):
        await messaging.send_event(desk_changed(version=version), partition=0)
    messaging.start(hearing.consumer())
    await until(hearing.past(2))
    await messaging.pool.execute("UPDATE consumer_position SET next_offset = 0, anchor = NULL")
    await messaging.send_event(desk_changed(version=3), partition=0)
    await until(hearing.has(5))
    assert [version for _, version in await hearing.heard()] == [1, 2, 1, 2, 3]


async def test_a_consumer_waits_for_kafka_and_then_hears_by_itself(
    messaging: Messaging, hearing: Hearing, late_kafka: LateKafka
) -> None:
    await messaging.send_event(desk_changed(), partition=0)
    consumer = hearing.consumer(kafka=late_kafka.address)
    messaging.start(consumer)
    await asyncio.sleep(1.5)
    assert not consumer.connected
    await late_kafka.arrive()
    await until(hearing.past(1))
    assert consumer.connected


async def test_a_lost_database_ends_the_consumer_so_that_its_worker_starts_anew(
    messaging: Messaging, hearing: Hearing
) -> None:
    pool = await db.connect(messaging.settings.database_url, size=2)
    running = messaging.start(hearing.consumer(pool))
    await messaging.send_event(desk_changed(1), partition=0)
    await until(hearing.past(1))
    await pool.close()
    await messaging.send_event(desk_changed(2), partition=0)
    await asyncio.wait([running], timeout=10)
    with pytest.raises(asyncpg.InterfaceError):
        await messaging.stop(running)


async def test_one_trace_leads_from_the_request_through_kafka_to_its_effect(
    messaging: Messaging, hearing: Hearing, spans: InMemorySpanExporter
) -> None:
    with trace.get_tracer("test").start_as_current_span("request") as request:
        async with db.transaction(messaging.pool, db.Scope.SYSTEM) as tx:
            await tell(tx, desk_changed())
    asked = request.get_span_context()
    messaging.start(Relay(messaging.pool, messaging.settings, "gateway"))
    messaging.start(hearing.consumer())
    await until(hearing.has(1))
    [record] = await messaging.sent(TOPIC)
    header = dict(record.headers)["traceparent"].decode()
    assert header.startswith(f"00-{asked.trace_id:032x}-{asked.span_id:016x}-")
    await until(lambda: any(span.name == "consume" for span in spans.get_finished_spans()))
    [consume] = [span for span in spans.get_finished_spans() if span.name == "consume"]
    assert [link.context.trace_id for link in consume.links] == [asked.trace_id]
