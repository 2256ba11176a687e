"""What is told leaves exactly when it was committed, in order, however Kafka and relays fare."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import jsonschema_rs
import pytest
from aiokafka.errors import KafkaError

from shared import db, kafka
from shared.contracts.asyncapi import document
from shared.db import Pool, Scope, transaction
from shared.outbox import Relay, put, put_many
from shared.worker.timers import ANSWERS, ARCHIVE
from tests.fixtures.databases import Database, as_owner
from tests.fixtures.messaging import AT, LateKafka, Messaging, desk_changed, in_order, until

TOPIC = "gateway.desks"


class Undone(Exception):
    """The test's own reason to roll back."""


@pytest.fixture
async def there(messaging: Messaging) -> Messaging:
    await messaging.topics(TOPIC)
    return messaging


def relay_of(messaging: Messaging, **settings: Any) -> Relay:
    return Relay(messaging.pool, messaging.settings.model_copy(update=settings), "gateway")


class Held:
    """A producer whose acknowledgements wait for the test's word, and may be refused."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.word: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.sent = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    async def send_batch(self, *arguments: Any, **options: Any) -> asyncio.Task[None]:
        acknowledgement = await self._real.send_batch(*arguments, **options)

        async def held() -> None:
            await acknowledgement
            self.sent.set()
            await self.word

        return asyncio.create_task(held())


@pytest.fixture
async def held(there: Messaging) -> Any:
    producer = kafka.producer(there.settings)
    await producer.start()
    yield Held(producer)
    await producer.stop()


async def test_an_event_leaves_if_and_only_if_its_transaction_commits(there: Messaging) -> None:
    async def tell_and_fail() -> None:
        async with db.transaction(there.pool, db.Scope.SYSTEM) as tx:
            await put(tx, desk_changed(1))
            raise Undone

    with pytest.raises(Undone):
        await tell_and_fail()
    [told] = await there.tell(desk_changed(2))
    there.start(relay_of(there))
    await until(there.drained)
    records = await there.sent(TOPIC)
    assert [dict(record.headers)["ce_id"] for record in records] == [str(told).encode()]


async def test_an_event_of_an_open_transaction_waits_for_its_end(there: Messaging) -> None:
    there.start(relay_of(there))
    async with db.transaction(there.pool, db.Scope.SYSTEM) as tx:
        await put(tx, desk_changed(1))
        await there.tell(desk_changed(2))
        await until(there.drained)
        assert [record.key for record in await there.sent(TOPIC)] == [b"css-nord/2"]
    await until(there.drained)
    assert len(await there.sent(TOPIC)) == 2


async def test_events_of_one_key_keep_their_order_in_one_partition(there: Messaging) -> None:
    told: dict[str, list[UUID]] = {}
    there.start(relay_of(there))
    for version in range(1, 41):
        events = [desk_changed(desk, version) for desk in range(8)]
        for event, event_id in zip(events, await there.tell(*events), strict=True):
            told.setdefault(event.key, []).append(event_id)
    await until(there.drained)
    records = await there.sent(TOPIC)
    assert len(records) == 8 * 40
    for key, ids in told.items():
        assert in_order(records, key) == ids
        assert len({record.partition for record in records if record.key == key.encode()}) == 1


async def test_a_backlog_larger_than_one_kafka_batch_arrives_whole(there: Messaging) -> None:
    ids = await there.tell(*(desk_changed(1, version) for version in range(1, 5001)))
    there.start(relay_of(there))
    await until(there.drained)
    assert in_order(await there.sent(TOPIC), "css-nord/1") == ids


async def test_an_event_is_forgotten_only_after_kafka_acknowledged_it(
    there: Messaging, held: Held
) -> None:
    await there.tell(desk_changed())
    batch = asyncio.create_task(relay_of(there).relay_batch(held))
    await held.sent.wait()
    assert await there.pending() == 1
    held.word.set_result(None)
    assert await batch == 1
    assert await there.drained()


async def test_what_kafka_did_not_acknowledge_is_sent_again_under_its_id(
    there: Messaging, held: Held
) -> None:
    [told] = await there.tell(desk_changed())
    held.word.set_exception(KafkaError())
    with pytest.raises(KafkaError):
        await relay_of(there).relay_batch(held)
    assert await there.pending() == 1
    there.start(relay_of(there))
    await until(there.drained)
    assert in_order(await there.sent(TOPIC), "css-nord/1") == [told, told]


async def test_of_a_long_backlog_one_batch_at_a_time_is_on_its_way(
    there: Messaging, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.outbox.relay.BATCH", 2)
    relay = relay_of(there)
    ids = await there.tell(*(desk_changed(version=version) for version in range(1, 6)))
    first = asyncio.create_task(relay.relay_batch(held))
    await held.sent.wait()
    await asyncio.sleep(0.2)
    assert in_order(await there.sent(TOPIC), "css-nord/1") == ids[:2]
    held.word.set_result(None)
    assert [await first, *[await relay.relay_batch(held) for _ in range(3)]] == [2, 2, 1, 0]
    assert in_order(await there.sent(TOPIC), "css-nord/1") == ids


async def test_after_a_refusal_the_batch_itself_goes_first_again(
    there: Messaging, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.outbox.relay.BATCH", 2)
    ids = await there.tell(*(desk_changed(version=version) for version in range(1, 5)))
    relay = relay_of(there)
    held.word.set_exception(KafkaError())
    with pytest.raises(KafkaError):
        await relay.relay_batch(held)
    there.start(relay)
    await until(there.drained)
    assert in_order(await there.sent(TOPIC), "css-nord/1") == [*ids[:2], *ids]


async def test_every_event_stays_in_the_archive(there: Messaging) -> None:
    ids = await there.tell(desk_changed(1), desk_changed(2))
    there.start(relay_of(there))
    await until(there.drained)
    rows = await there.pool.fetch("SELECT event_id FROM outbox_archive ORDER BY id")
    assert [row["event_id"] for row in rows] == ids


async def test_a_message_is_as_the_asyncapi_document_says(there: Messaging) -> None:
    event = desk_changed(3, version=7)
    await there.tell(event)
    there.start(relay_of(there))
    await until(there.drained)
    [record] = await there.sent(TOPIC)
    headers = {name: value.decode() for name, value in record.headers}
    whole = document()
    message = whole["components"]["messages"][event.type]
    jsonschema_rs.validate({**message["headers"], "components": whole["components"]}, headers)
    assert headers["ce_source"] == f"/{there.settings.instance}.gateway"
    assert headers["ce_aggregateversion"] == "7"
    assert record.key == b"css-nord/3"
    assert type(event).model_validate_json(record.value) == event


async def test_telling_nothing_writes_nothing(there: Messaging) -> None:
    async with db.transaction(there.pool, db.Scope.SYSTEM) as tx:
        assert await put_many(tx, []) == []
    assert await there.drained()


async def holder(messaging: Messaging) -> UUID | None:
    found: UUID | None = await messaging.pool.fetchval("SELECT holder FROM outbox_lease")
    return found


async def test_of_two_relays_only_the_one_with_the_lease_sends(there: Messaging) -> None:
    there.start(relay_of(there))
    await until(lambda: holder(there))
    first = await holder(there)
    second = relay_of(there)
    there.start(second)
    await until(lambda: second.connected)
    for version in range(1, 61):
        await there.tell(desk_changed(version=version))
    await until(there.drained)
    assert len(await there.sent(TOPIC)) == 60
    assert await holder(there) == first


async def test_a_relay_takes_over_at_once_when_the_other_gives_its_lease_up(
    there: Messaging,
) -> None:
    first, second = relay_of(there), relay_of(there)
    running = there.start(first)
    await until(lambda: holder(there))
    was = await holder(there)
    there.start(second)
    await until(lambda: second.connected)
    await there.stop(running)
    await there.tell(desk_changed())
    await asyncio.sleep(0.3)
    assert await there.pending() == 1, "the lease still holds"
    await first.give_up_lease()
    await until(there.drained, seconds=2)
    assert await holder(there) != was


async def test_a_relay_takes_over_when_the_other_died_and_its_lease_ran_out(
    there: Messaging,
) -> None:
    running = there.start(relay_of(there))
    await until(lambda: holder(there))
    await there.stop(running)
    await there.tell(desk_changed())
    there.start(relay_of(there))
    await asyncio.sleep(0.3)
    assert await there.pending() == 1
    await there.pool.execute("UPDATE outbox_lease SET until = clock_timestamp() - interval '1 s'")
    await until(there.drained, seconds=2)


async def test_with_kafka_away_events_wait_and_leave_by_themselves_when_it_is_back(
    there: Messaging, late_kafka: LateKafka
) -> None:
    relay = relay_of(there, kafka=late_kafka.address)
    there.start(relay)
    ids = await there.tell(*(desk_changed(version=version) for version in range(1, 6)))
    await asyncio.sleep(1.5)
    assert await there.pending() == 5
    assert not relay.connected
    await late_kafka.arrive()
    await until(there.drained)
    assert relay.connected
    assert in_order(await there.sent(TOPIC), "css-nord/1") == ids


async def test_a_worker_that_was_away_for_days_finds_their_events_a_partition(
    database: Database,
) -> None:
    dsn = await database("shared")
    pool, owner = await db.connect(dsn, size=1), await asyncpg.connect(as_owner(dsn))
    async with transaction(pool, Scope.SYSTEM) as tx:
        await put(tx, desk_changed())
    await owner.execute("UPDATE outbox_archive SET at = at - interval '9 days'")
    await owner.close()
    async with transaction(pool, Scope.SYSTEM) as tx:
        await ARCHIVE.act(tx, AT)
        await ARCHIVE.act(tx, AT)
    assert await pool.fetchval("SELECT count(*) FROM outbox_archive") == 1
    assert await pool.fetchval("SELECT count(*) FROM outbox_archive_rest") == 0
    await pool.close()


async def test_answers_to_commands_are_let_go_of_after_a_day(pool: Pool) -> None:
    await pool.execute(
        "INSERT INTO answered_command (principal, key, route, digest, at) SELECT gen_random_uuid(),"
        " 'k', 'r', '', clock_timestamp() - age FROM unnest(ARRAY[interval '23 h', '25 h']) AS age"
    )
    async with transaction(pool, Scope.SYSTEM) as tx:
        await ANSWERS.act(tx, AT)
    assert await pool.fetchval("SELECT count(*) FROM answered_command") == 1
