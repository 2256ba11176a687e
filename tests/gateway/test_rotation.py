"""Keys rotate while people are found, read and corrected, whatever kills the rotation."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio
from rich.progress import Progress

from deploy.cli import encryption, sealed_fields
from deploy.cli.instance import Instance, Record
from services.gateway import commands, queries, store
from services.gateway.domain import Asked, Identity, Person
from services.gateway.queries import Looking
from services.gateway.store.people import PEOPLE
from services.gateway.store.protection import ENCRYPTED
from shared import db
from shared.audit import Reader
from shared.db import Pool, Scope, transaction
from shared.encryption import Keyring, KeySource, Purpose, rotation
from shared.encryption.keys import fresh, with_new, without
from tests.fixtures import canaries
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.databases import ROOT, Database, as_owner, seeing_everything
from tests.gateway.scene import Staff, after

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PEOPLE_THERE = 150


def somebody(number: int) -> Identity:
    known = canaries.somebody(number)
    numbered = known.numbered if number % 3 else None
    return Identity(f"{known.name} Ñ", known.called, numbered, "ca")


@dataclass
class Town:
    """A gateway with many people, what each is known to be, and its file of keys."""

    pool: Pool
    dsn: str
    file: Path
    keys: KeySource
    people: dict[UUID, Identity] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    async def arrives(self, identity: Identity) -> None:
        async with transaction(self.pool, Scope.SYSTEM) as tx:
            ring = self.keys.ring()
            person = await commands.new_person(tx, identity, NORD, Staff().by(), ring)
        self.people[person.id] = identity

    async def corrected(self, person: UUID, name: str) -> None:
        async with transaction(self.pool, Scope.SYSTEM) as tx:
            said = {"name": name}
            await commands.correct_person(tx, person, said, Staff().by(), self.keys.ring())
        self.people[person] = replace(self.people[person], name=name)

    async def found(self, asked: Asked) -> list[Person]:
        async with transaction(self.pool, Scope.SYSTEM) as tx:
            looking = Looking(Reader(Staff().by().who, "test"), after(60), self.keys.ring())
            return [*(await queries.search(tx, asked, looking)).people]

    async def read(self, person: UUID) -> Identity:
        async with transaction(self.pool, Scope.SYSTEM) as tx:
            looking = Looking(Reader(Staff().by().who, "test"), after(60), self.keys.ring())
            return (await queries.person(tx, person, looking)).identity

    def put(self, document: str) -> Keyring:
        newer = self.file.with_suffix(".new")
        newer.write_text(document)
        newer.replace(self.file)
        return self.keys.ring()

    async def rotating(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.gateway.rotating", as_owner(self.dsn), str(self.file)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )

    async def behind(self) -> int:
        async with self.pool.acquire() as tx:
            return await rotation.behind(tx, PEOPLE, self.keys.ring())


@pytest_asyncio.fixture
async def town(database: Database, tmp_path: Path) -> AsyncIterator[Town]:
    dsn = await database("gateway")
    pool = await db.connect(seeing_everything(dsn), size=4, application="test")
    await load_city(pool)
    file = tmp_path / "keys.json"
    file.write_text(fresh(NOW))
    made = Town(pool, dsn, file, KeySource(None, file))
    for _ in range(PEOPLE_THERE):
        await made.arrives(somebody(next(made.numbers)))
    yield made
    await pool.close()


async def at_work(town: Town, end: asyncio.Event, seed: int) -> int:
    """Somebody who finds, reads, corrects and keeps people until the end; how often."""
    chance, done = random.Random(seed), 0
    while not end.is_set():
        person = chance.choice(list(town.people))
        known = town.people[person]
        act = chance.randrange(4)
        if act == 0:
            await town.arrives(somebody(next(town.numbers)))
        elif act == 1 and hash(person) % 2 == seed:
            await town.corrected(person, f"Ona {seed} {done}")
        elif act == 2:
            found = await town.found(Asked(telephone=known.telephone))
            assert [each.id for each in found] == [person]
        else:
            assert (await town.read(person)).telephone == known.telephone
        done += 1
    return done


@pytest.mark.timeout(400)
@pytest.mark.parametrize("purpose", Purpose)
async def test_a_rotation_that_is_killed_again_and_again_loses_and_hides_nobody(
    town: Town, purpose: Purpose
) -> None:
    old = town.keys.ring()
    town.put(with_new(town.file.read_text(), purpose, NOW))
    assert await town.behind() == PEOPLE_THERE
    end = asyncio.Event()
    staff = [asyncio.create_task(at_work(town, end, seed)) for seed in range(2)]
    left = [PEOPLE_THERE]
    for _ in range(3):
        process = await town.rotating()
        assert process.stdout
        for _ in range(3):
            await asyncio.wait_for(process.stdout.readline(), 90)
        with suppress(ProcessLookupError):  # whoever waits too long for a lock ends by itself
            process.kill()
        await process.wait()
        left.append(await town.behind())
    assert left == sorted(left, reverse=True)
    assert 0 < left[-1] < PEOPLE_THERE
    process = await town.rotating()
    await asyncio.wait_for(process.communicate(), 180)
    end.set()
    assert min(await asyncio.gather(*staff)) > 0
    assert await town.behind() == 0
    for person, identity in town.people.items():
        assert await town.read(person) == identity
    town.put(without(town.file.read_text(), old.of(purpose).current))
    for person, identity in town.people.items():
        assert await town.read(person) == identity
        assert person in {each.id for each in await town.found(Asked(identity.telephone))}


async def test_a_row_that_somebody_changes_is_waited_for_and_not_overwritten(town: Town) -> None:
    person = next(iter(town.people))
    ring = town.put(with_new(town.file.read_text(), Purpose.DATA, NOW))
    async with transaction(town.pool, Scope.SYSTEM) as tx, town.pool.acquire() as other:
        await commands.correct_person(tx, person, {"name": "Ona"}, Staff().by(), ring)
        done = await rotation.renew(other, PEOPLE, ring, batch=1000)
        assert done.done == PEOPLE_THERE - 1
    assert (await town.read(person)).name == "Ona"
    assert await town.behind() == 0


async def test_rows_that_do_not_open_are_named_and_left_as_they_are(town: Town) -> None:
    one, other, *_ = town.people
    await town.pool.execute(
        "UPDATE person SET name = (SELECT name FROM person WHERE id = $2) WHERE id = $1", one, other
    )
    before = await town.pool.fetchrow("SELECT * FROM person WHERE id = $1", one)
    ring = town.put(with_new(town.file.read_text(), Purpose.DATA, NOW))
    async with town.pool.acquire() as tx:
        done = await rotation.renew(tx, PEOPLE, ring, batch=1000)
        assert (done.done, done.unreadable) == (PEOPLE_THERE - 1, [one])
        again = await rotation.renew(tx, PEOPLE, ring, done.unreadable)
        assert (again.done, again.unreadable) == (0, [])
    assert await town.pool.fetchrow("SELECT * FROM person WHERE id = $1", one) == before


async def test_a_row_that_does_not_open_stops_no_later_rotation_and_is_named_each_time(
    town: Town, tmp_path: Path
) -> None:
    one, other, *_ = town.people
    await town.pool.execute(
        "UPDATE person SET name = (SELECT name FROM person WHERE id = $2) WHERE id = $1", one, other
    )
    (tmp_path / "run").mkdir()
    instance = Instance(tmp_path, Record("", 0, keys_file=str(town.file), keys_made=True))
    current = {town.keys.ring().data.current}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Instance, "dsn", lambda *_: as_owner(town.dsn))
        patched.setattr(sealed_fields, "HOLDERS", {"gateway": ENCRYPTED})
        for turn in range(1, 4):
            with Progress() as shown:
                done = await encryption.rotate(instance, Purpose.DATA, shown)
            assert done == encryption.Rotated(False, PEOPLE_THERE - 1, [one])
            current.add(town.keys.ring().data.current)
            assert len(current) == turn + 1
    assert await town.read(other) == town.people[other]


async def test_what_needs_each_key_is_counted(town: Town) -> None:
    ring = town.keys.ring()
    documents = sum(each.document is not None for each in town.people.values())
    async with town.pool.acquire() as tx:
        assert await rotation.uses(tx, ENCRYPTED) == {
            (Purpose.DATA, ring.data.current): 2 * PEOPLE_THERE + documents,
            (Purpose.INDEX, ring.index.current): 2 * PEOPLE_THERE + documents,
        }


async def test_the_wall_hides_no_row_from_a_rotation(town: Town) -> None:
    ring = town.put(with_new(town.file.read_text(), Purpose.DATA, NOW))
    connection = await asyncpg.connect(as_owner(town.dsn))
    try:
        assert await connection.fetchval("SELECT count(*) FROM person") == 0
        assert await rotation.behind(connection, PEOPLE, ring) == PEOPLE_THERE
        assert sum((await rotation.uses(connection, ENCRYPTED)).values()) > PEOPLE_THERE
        assert (await rotation.renew(connection, PEOPLE, ring, batch=9)).done == 9
    finally:
        await connection.close()


async def test_every_sealed_column_of_the_schema_is_rotated(town: Town) -> None:
    rows = await town.pool.fetch(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND data_type = 'bytea' "
        "AND table_name !~ '^(answered_command|parked_event|outbox|look)'"
    )
    there = {(row["table_name"], row["column_name"]) for row in rows}
    rotated = {(table.table, column) for table in ENCRYPTED for column in table.keyed}
    rotated |= {
        (many.table, many.key) for table in ENCRYPTED if (many := table.scattered) is not None
    }
    no_field = {
        ("person_search", "asked"),
        ("appointment_link", "token_hash"),
        ("ticket_link", "digest"),
    }
    assert there - no_field == rotated
    assert store.protection.ENCRYPTED is ENCRYPTED
