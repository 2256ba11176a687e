"""Somebody is erased: nothing that was known of them is left anywhere, counts and the trace are."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from services.gateway import commands, queries, store
from services.gateway.commands import Arrival, Held, Message, Why, erase_person, name_person
from services.gateway.domain import Asked, Because, Identity, SealReason, Triage
from services.gateway.queries import Looking, Trail
from services.gateway.store.protection import ENCRYPTED
from services.gateway.store.retention import Beyond, take_forgotten
from shared.audit import Look, Reader, Relation, record, verify
from shared.contracts import topics_of
from shared.contracts.gateway import Level, PersonErased, Settled
from shared.contracts.groups import PlaceChanged, PlaceDoor
from shared.contracts.referrals import FirstVisitAsked, ReferralChanged
from shared.db import Pool, Scope, Tx, transaction
from shared.encryption import Keyring, KeySource, Place, seal
from shared.encryption.keys import parsed
from shared.errors import NotFound
from shared.identity import Role
from shared.outbox import Relay
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.databases import at
from tests.fixtures.messaging import Messaging, until
from tests.fixtures.web import KEYS, Served, Serving, command
from tests.gateway.handing import frozen, hear
from tests.gateway.scene import Staff, after, blocked

CANARIES = 50
ERASED_AT = after(600)
TABLES = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""
FIGURES = """
SELECT id, version, code, door, unit, level, reason, state, opened_at, waiting_from, started_at,
  ended_at, outcome, desk, calls, spans::text FROM contact ORDER BY id
"""
ROWS = {
    "person": "id = $1",
    "caller_number": "EXISTS (SELECT FROM pending_call AS p"
    " WHERE p.person = $1 AND caller_number.id IN (p.id, p.contact))",
    "appointment": "contact IN (SELECT id FROM contact WHERE person = $1)",
    "declared_conflict": "id IN (SELECT declaration FROM exclusion WHERE person = $1)",
}
"""Whose rows of a table they are, where it is not the column ``person`` that says it."""
MAY_NAME = {"person", "look", "erasure", "break_glass", "seal_change"}
"""Where the identifier alone stays: that there was somebody, who looked, broke glass, sealed."""


def canary(number: int) -> Identity:
    return Identity(f"Kanarivogel {number}", f"+346009{number:05}", f"KANARI{number:05}", "ca")


@dataclass
class Town:
    """Fifty people with contacts, looks and all else that may refer to a person."""

    pool: Pool
    owner: Pool
    ring: Keyring
    staff: Staff = field(default_factory=Staff)
    people: list[UUID] = field(default_factory=list)

    async def arrives(self, identity: Identity) -> UUID:
        """Somebody new, whose contact is triaged, served and looked into."""
        async with transaction(self.pool, Scope.SYSTEM) as tx:
            by = self.staff.by()
            person = await commands.new_person(tx, identity, NORD, by, self.ring)
            for unit in (NORD, SUD):
                contact = await commands.open_contact(tx, Arrival(unit), by)
                await name_person(tx, contact.id, person.id, by)
                await commands.triage(tx, contact.id, Triage(Level.URGENT, None), by)
            message = Message(SUD, uuid4(), identity.name, contact.id, None, identity.telephone)
            entry = await commands.leave_message(tx, message, by, self.ring)
            await commands.answer(tx, entry.id, identity.document or "", by, self.ring)
            await commands.settle(tx, entry.id, Settled.ANSWERED, by)
            await self.around(tx, person.id, identity)
        self.people.append(person.id)
        return person.id

    async def around(self, tx: Tx, person: UUID, identity: Identity) -> None:
        reader = Reader(Staff().by().who, "person_data", None)
        looking = Looking(reader, after(0), self.ring)
        await queries.search(tx, Asked(telephone=identity.telephone), looking)
        glass = uuid4()
        words, remark = (
            seal(self.ring.data, Place("break_glass", column, glass), identity.name)
            for column in ("words", "remark")
        )
        await tx.execute(
            "INSERT INTO break_glass (id, person, staff, reason, words, remark, opened_at, until) "
            "VALUES ($1, $2, $3, 'danger', $4, $5, $6, $6)",
            glass, person, uuid4(), words, remark, after(0),
        )  # fmt: skip
        numbers = Asked(identity.telephone, identity.document)
        for colleague in (Staff().by(), Staff().by()):
            await commands.declare_conflict(tx, numbers, colleague, self.ring)
        of_one = "SELECT declaration FROM exclusion WHERE staff = $1"
        declaration = await tx.fetchval(of_one, colleague.who.id)
        await commands.end_rule(tx, declaration, identity.name, colleague, self.ring)
        await commands.exclude(tx, person, uuid4(), colleague)
        by_person = "SELECT id FROM exclusion WHERE person = $1 AND kind = 'by_person'"
        rule = await tx.fetchval(by_person, person)
        await commands.end_rule(tx, rule, identity.name, colleague, self.ring)
        await self.sealed_and_opened(tx, person, identity)
        await self.appointed(tx, person, identity)
        await self.handed_on(tx, person)
        await record(tx, reader, [Look(person, Relation.UNIT)])

    async def sealed_and_opened(self, tx: Tx, person: UUID, identity: Identity) -> None:
        keys = KeySource(KEYS, None)
        why = Because(SealReason.RISK, identity.name)
        for units in ([SUD], []):
            await commands.reseal(tx, person, units, why, self.staff.by(), keys)

    async def appointed(self, tx: Tx, person: UUID, identity: Identity) -> None:
        appointment = uuid4()
        await tx.execute(
            "INSERT INTO appointment (id, version, unit, slot, professional, kind, state, contact, "
            "code, day, language, requested_at, booked_at, starts_at, minutes) "
            "SELECT $1::uuid, 1, unit, $1::uuid, $1::uuid, 'ordinary', 'booked', id, "
            "$1::uuid::text, $3::date, 'ca', $3, $3, $3, 30 "
            "FROM contact WHERE person = $2 ORDER BY id LIMIT 1",
            appointment, person, after(0),
        )  # fmt: skip
        await store.reminders.keep_mail(tx, appointment, identity.name, self.ring)

    async def handed_on(self, tx: Tx, person: UUID) -> None:
        """By a contact and without one: places in sessions, referrals, a first visit."""
        whom = await tx.fetchval("SELECT id FROM contact WHERE person = $1 LIMIT 1", person)
        for of in ({"contact_id": whom}, {"contact_id": None, "person_id": person}):
            await hear(
                tx,
                frozen(PlaceChanged, place_id=uuid4(), **of),
                frozen(ReferralChanged, referral_id=uuid4(), **of),
            )
        await hear(tx, frozen(FirstVisitAsked, referral_id=uuid4(), person_id=person))

    async def erase(self, person: UUID, why: Why = Why.REQUEST) -> commands.Erased:
        async with transaction(self.owner, Scope.SYSTEM) as tx:
            done = await erase_person(tx, person, why, ERASED_AT)
            if not done.before:
                await self.tell_nothing_else(tx, person)
            return done

    async def tell_nothing_else(self, tx: Tx, person: UUID) -> None:
        """Of all events one alone names them: that they were erased; it is taken for read."""
        for table in ("outbox_pending", "outbox_archive"):
            gone = await tx.fetch(
                f"DELETE FROM {table} AS t WHERE position($1 IN t::text) > 0 RETURNING type",
                str(person),
            )
            assert [row["type"] for row in gone] == [PersonErased.type]

    async def kept(self, person: UUID) -> Mapping[tuple[str, str], list[bytes]]:
        """The very bytes that are kept of a person, column by column."""
        searches = await self.owner.fetch(
            "SELECT asked FROM person_search WHERE found = $1", person
        )
        kept = {("person_search", "asked"): [row["asked"] for row in searches]}
        for table in ENCRYPTED:
            rows = await self.owner.fetch(
                f"SELECT * FROM {table.table} WHERE {ROWS.get(table.table, 'person = $1')}", person
            )
            for column in (*table.sealed, *table.digested):
                kept[table.table, column] = sorted(row[column] for row in rows if row[column])
        return kept

    async def tables_with(self, needle: bytes) -> set[str]:
        """Every table with a row that holds these bytes, as text or in hexadecimal."""
        found = set()
        for (table,) in await self.owner.fetch(TABLES):
            plain = {needle.decode()} if needle.isascii() and b"\0" not in needle else set()
            for said in {needle.hex()} | plain:
                count = await self.owner.fetchval(
                    f'SELECT count(*) FROM "{table}" AS t WHERE position($1 IN t::text) > 0', said
                )
                found |= {table} if count else set()
        return {"look" if name.startswith("look_") else name for name in found}


@pytest_asyncio.fixture
async def town(pool: Pool, owner_of: Any) -> Town:
    await load_city(pool)
    return Town(pool, await owner_of(pool), parsed(KEYS))


@pytest_asyncio.fixture
async def crowd(town: Town) -> Town:
    for number in range(CANARIES):
        await town.arrives(canary(number))
    return town


async def test_of_fifty_people_one_is_erased_everywhere_and_the_others_are_intact(
    crowd: Town, messaging: Messaging, server: str
) -> None:
    person = crowd.people[7]
    kept = await crowd.kept(person)
    needles = [each for column in kept.values() for each in column]
    assert [column for column, there in kept.items() if not there] == [], "never seen erased"
    assert all([await crowd.tables_with(each) for each in needles]), "they were there"
    others = {each: await crowd.kept(each) for each in crowd.people if each != person}
    figures, told = await crowd.owner.fetch(FIGURES), await archive(crowd.owner)
    done = await crowd.erase(person)
    assert done.done == {
        "pending_calls": 1, "appointments": 1,
        "first_visits": 1, "referrals": 2, "places": 2, "own_lines": 2,
        "timeline": 5, "contacts": 2, "acts": 2, "acts_on_calls": 2, "name_keys": 2, "links": 0,
        "units": 2, "searches": 1, "exclusions": 3, "break_glass": 1, "seal_changes": 2,
        "answers": 0,
    }  # fmt: skip
    texts = [canary(7).name, canary(7).telephone or "", canary(7).document or ""]
    for each in (*needles, *(text.encode() for text in texts)):
        assert await crowd.tables_with(each) == set()
    assert await crowd.tables_with(str(person).encode()) <= MAY_NAME
    assert {each: await crowd.kept(each) for each in others} == others
    async with transaction(crowd.pool, Scope.SYSTEM) as tx:
        reader = Reader(crowd.staff.by().who, "person_data", None)
        for number, each in enumerate(crowd.people):
            if each != person:
                seen = await queries.person(tx, each, Looking(reader, after(0), crowd.ring))
                assert seen.identity == canary(number)
        with pytest.raises(NotFound):
            await queries.person(tx, person, Looking(reader, after(0), crowd.ring))
    assert await crowd.owner.fetch(FIGURES) == figures
    assert await archive(crowd.owner) == told, "what the figures are computed from"
    await nothing_in_kafka(crowd, messaging, [*needles, str(person).encode()])
    await nothing_on_the_disk(crowd, server, needles)


async def archive(pool: Pool) -> Sequence[asyncpg.Record]:
    return await pool.fetch(
        "SELECT event_id, key, type, version, data FROM outbox_archive ORDER BY id"
    )


async def nothing_in_kafka(town: Town, messaging: Messaging, needles: Sequence[bytes]) -> None:
    """Neither of the erased nor of anybody else: events say nothing of persons."""
    await messaging.topics(*topics_of("gateway"))
    messaging.start(Relay(town.pool, messaging.settings, "gateway"))
    count = "SELECT count(*) FROM outbox_pending"
    async with asyncio.timeout(30):
        while await town.owner.fetchval(count):  # noqa: ASYNC110 - the relay has no event
            await asyncio.sleep(0.05)
    await messaging.stop()
    sent = await messaging.sent("gateway.contacts")
    assert len(sent) == 4 * CANARIES
    bytes_sent = b"".join(
        (each.key or b"") + (each.value or b"") + b"".join(value for _, value in each.headers)
        for each in sent
    )
    assert not [each for each in needles if each in bytes_sent]


async def nothing_on_the_disk(town: Town, server: str, needles: Sequence[bytes]) -> None:
    """A row that is gone lies in its file until the table is written anew.

    PostgreSQL keeps it in the new file too while any snapshot (its own analysis takes one) is
    older: such a moment passes, hence the waiting.
    """
    name = await town.owner.fetchval("SELECT current_database()")
    connection = await asyncpg.connect(at(server, name))

    async def gone() -> bool:
        for table in {"person_search", *(each.table for each in ENCRYPTED)}:
            await connection.execute(f"VACUUM FULL {table}")
        await connection.execute("CHECKPOINT")
        files = await connection.fetch(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) AS bytes FROM pg_class "
            "WHERE relkind IN ('r', 'i', 't') AND relnamespace IN "
            "('public'::regnamespace, 'pg_toast'::regnamespace) AND relfilenode > 0"
        )
        disk = b"".join(row["bytes"] for row in files)
        assert len(disk) > 100_000
        return not any(each in disk for each in needles)

    try:
        await until(gone)
    finally:
        await connection.close()


async def test_erasing_twice_does_nothing_more_and_nobody_is_not_erased(town: Town) -> None:
    person = await town.arrives(canary(0))
    assert not (await town.erase(person)).before
    assert await town.erase(person) == commands.Erased(person, before=True, done={})
    with pytest.raises(NotFound):
        await town.erase(uuid4())
    [row] = await town.owner.fetch("SELECT person, why, erased_by FROM erasure")
    assert tuple(row) == (person, "request", None)


async def test_the_trace_stays_whole_and_the_report_can_still_be_made(town: Town) -> None:
    person = await town.arrives(canary(0))
    looks = await town.owner.fetch("SELECT * FROM look ORDER BY number")
    await town.erase(person)
    assert await town.owner.fetch("SELECT * FROM look ORDER BY number") == looks
    async with transaction(town.pool, Scope.SYSTEM) as tx:
        assert (await verify(tx)).broken is None
        report = await queries.stretches(tx, Trail(person), "Europe/Madrid")
    assert sum(each.times for each in report) == len(looks) > 0


async def test_the_history_of_seals_keeps_what_was_done_and_loses_its_notes(town: Town) -> None:
    person, other = await town.arrives(canary(0)), await town.arrives(canary(1))
    all_but_notes = "SELECT to_jsonb(c) - 'note' FROM seal_change AS c ORDER BY id"
    noted = "SELECT person FROM seal_change WHERE note IS NOT NULL ORDER BY id"
    async with transaction(town.owner, Scope.SYSTEM) as tx:
        done = await tx.fetch(all_but_notes)
    await town.erase(person)
    async with transaction(town.owner, Scope.SYSTEM) as tx:
        assert len(done) == 4
        assert await tx.fetch(all_but_notes) == done
        assert [row["person"] for row in await tx.fetch(noted)] == [other, other]
    for statement in ("UPDATE seal_change SET reason = 'wish'", "TRUNCATE seal_change"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await town.owner.execute(statement)


@pytest.mark.parametrize("what", ["person", "contact"])
async def test_who_is_held_is_not_erased(town: Town, what: str) -> None:
    person = await town.arrives(canary(0))
    contact = await town.owner.fetchval("SELECT id FROM contact WHERE person = $1", person)
    await town.owner.execute(
        "INSERT INTO legal_hold (id, subject, kind, reason) VALUES ($1, $2, $3, 'claim')",
        *(uuid4(), person if what == "person" else contact, what),
    )
    with pytest.raises(Held):
        await town.erase(person)
    assert await town.owner.fetchval("SELECT name IS NOT NULL FROM person WHERE id = $1", person)
    await town.owner.execute("UPDATE legal_hold SET released_at = clock_timestamp()")
    assert not (await town.erase(person)).before


async def test_one_who_was_named_by_mistake_goes_from_the_acts_of_others_contacts(
    town: Town,
) -> None:
    wrong, right = await town.arrives(canary(0)), await town.arrives(canary(1))
    async with transaction(town.pool, Scope.SYSTEM) as tx:
        by = town.staff.by()
        contact = await commands.open_contact(tx, Arrival(NORD), by)
        await name_person(tx, contact.id, wrong, by)
        await commands.triage(tx, contact.id, Triage(Level.URGENT, None), by)
        await name_person(tx, contact.id, right, by)
    await town.erase(wrong)
    assert await town.tables_with(str(wrong).encode()) <= MAY_NAME
    kept = "SELECT person FROM contact WHERE id = $1"
    assert await town.owner.fetchval(kept, contact.id) == right


@pytest.mark.parametrize("known", [True, False])
async def test_what_is_told_late_of_somebody_erased_or_never_known_does_not_bring_them_back(
    town: Town, known: bool
) -> None:
    person = await town.arrives(canary(0)) if known else uuid4()
    if known:
        await town.erase(person)
    of = {"contact_id": None, "person_id": person, "restricted": False}
    place, referral, visit = uuid4(), uuid4(), uuid4()
    async with transaction(town.pool, Scope.SYSTEM) as tx:
        await hear(
            tx,
            frozen(PlaceChanged, place_id=place, door=PlaceDoor.REFERRAL, **of),
            frozen(ReferralChanged, referral_id=referral, **of),
            frozen(FirstVisitAsked, referral_id=visit, person_id=person),
        )
    assert await town.tables_with(str(person).encode()) <= MAY_NAME
    assert await town.owner.fetchval("SELECT count(*) FROM handed_on WHERE id = $1", referral) == 1
    asked = "SELECT count(*) FROM first_visit WHERE referral = $1"
    assert await town.owner.fetchval(asked, visit) == 1


async def test_what_is_told_while_they_are_erased_waits_and_names_nobody(town: Town) -> None:
    person = await town.arrives(canary(0))
    of = {"contact_id": None, "person_id": person, "restricted": False}

    async def hearing() -> None:
        async with transaction(town.pool, Scope.SYSTEM) as tx:
            await hear(tx, frozen(ReferralChanged, referral_id=uuid4(), **of))

    async with transaction(town.owner, Scope.SYSTEM) as tx:
        await erase_person(tx, person, Why.REQUEST, ERASED_AT)
        await town.tell_nothing_else(tx, person)
        late = asyncio.create_task(hearing())
        await blocked(town.pool)
    await late
    assert await town.tables_with(str(person).encode()) <= MAY_NAME


async def test_nobody_is_named_while_they_are_erased(town: Town) -> None:
    person = await town.arrives(canary(0))
    async with transaction(town.pool, Scope.SYSTEM) as tx:
        contact = await commands.open_contact(tx, Arrival(NORD), town.staff.by())

    async def naming() -> None:
        async with transaction(town.pool, Scope.SYSTEM) as tx:
            await name_person(tx, contact.id, person, town.staff.by())

    async with transaction(town.owner, Scope.SYSTEM) as tx:
        await erase_person(tx, person, Why.REQUEST, ERASED_AT)
        await town.tell_nothing_else(tx, person)
        late = asyncio.create_task(naming())
        await blocked(town.pool)
    with pytest.raises(NotFound):
        await late
    assert await town.tables_with(str(person).encode()) <= MAY_NAME


async def test_somebody_forgotten_who_comes_back_meanwhile_is_not_erased(town: Town) -> None:
    person = await town.arrives(canary(0))
    await town.owner.execute("UPDATE contact SET state = 'closed', ended_at = opened_at")
    await town.owner.execute("UPDATE handed_on SET ended_at = sent_at")
    await town.owner.execute("UPDATE group_place SET starts_at = $1", after(0))
    beyond = Beyond(after(60))

    async def take() -> Sequence[UUID]:
        async with transaction(town.owner, Scope.SYSTEM) as tx:
            return await take_forgotten(tx, beyond, 10)

    assert await take() == [person]
    async with transaction(town.pool, Scope.SYSTEM) as tx:
        contact = await commands.open_contact(tx, Arrival(NORD), town.staff.by(90))
        await name_person(tx, contact.id, person, town.staff.by(90))
        late = asyncio.create_task(take())
        await blocked_owner(town, late)
    assert await late == []


async def blocked_owner(town: Town, task: asyncio.Task[Any]) -> None:
    """Wait until the owner's session waits for a lock; only a superuser or it may see that."""
    waits = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = user"
    )
    while not task.done() and not await town.owner.fetchval(waits):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert not task.done()


async def test_whoever_is_named_a_moment_before_is_cut_from_that_contact_too(town: Town) -> None:
    person = await town.arrives(canary(0))
    async with transaction(town.pool, Scope.SYSTEM) as tx:
        contact = await commands.open_contact(tx, Arrival(NORD), town.staff.by())
        await name_person(tx, contact.id, person, town.staff.by())
        late = asyncio.create_task(town.erase(person))
        await blocked_owner(town, late)
    assert (await late).done["contacts"] == 3
    assert await town.tables_with(str(person).encode()) <= MAY_NAME


async def test_the_database_itself_lets_nothing_be_kept_of_somebody_erased(town: Town) -> None:
    person = await town.arrives(canary(0))
    await town.erase(person)
    for change in ("name = '\\x01'", "telephone_index = '\\x01'", "language = 'ca'"):
        with pytest.raises(asyncpg.CheckViolationError):
            await town.owner.execute(f"UPDATE person SET {change} WHERE id = $1", person)
    with pytest.raises(asyncpg.CheckViolationError):
        await town.owner.execute("UPDATE person SET erased_at = NULL WHERE id = $1", person)


async def test_an_answer_that_says_who_it_was_goes_and_its_command_does_not_act_again(
    serving: Serving, owner_of: Any
) -> None:
    served: Served = await serving.service("gateway")
    await load_city(served.around.pool)
    reception = await served.signed_in({Role.RECEPTION}, {NORD})
    told, key = canary(0), command()
    body = {"name": told.name, "telephone": told.telephone, "document": told.document}
    made = await reception.post(f"/api/units/{NORD}/people", json=body, headers=key)
    person = UUID(made.json()["id"])
    owner = await owner_of(served.around.pool)
    async with transaction(owner, Scope.SYSTEM) as tx:
        assert (await erase_person(tx, person, Why.REQUEST, ERASED_AT)).done["answers"] == 1
    kept = await owner.fetch("SELECT body, headers::text FROM answered_command")
    assert [tuple(row) for row in kept] == [(b"", "{}")]
    again = await reception.post(f"/api/units/{NORD}/people", json=body, headers=key)
    assert (again.status_code, again.content) == (410, b"")
    assert str(person) not in str(await owner.fetch("SELECT * FROM answered_command"))
    assert await owner.fetchval("SELECT count(*) FROM person WHERE erased_at IS NULL") == 0
    officer = await served.signed_in({Role.DATA_PROTECTION_OFFICER})
    report = await officer.get(f"/audit/people/{person}/report")
    assert report.status_code == 200
    assert told.name not in report.text


async def test_an_answer_that_only_leads_to_them_goes_too(serving: Serving, owner_of: Any) -> None:
    served: Served = await serving.service("gateway")
    await load_city(served.around.pool)
    reception = await served.signed_in({Role.RECEPTION}, {NORD})
    told, form = canary(0), {"idempotency_key": "k"}
    made = await reception.post(
        f"/api/units/{NORD}/people",
        json={"name": told.name, "telephone": told.telephone},
        headers=command(),
    )
    person = UUID(made.json()["id"])
    page = f"/units/{NORD}/people/{person}"
    await reception.post(f"{page}/correct", data={"name": told.name, "version": "1", **form})
    owner = await owner_of(served.around.pool)
    leads = "SELECT count(*) FROM answered_command WHERE headers::text LIKE '%' || $1 || '%'"
    assert await owner.fetchval(leads, str(person)) == 1
    async with transaction(owner, Scope.SYSTEM) as tx:
        await erase_person(tx, person, Why.REQUEST, ERASED_AT)
    assert await owner.fetchval(leads, str(person)) == 0


async def test_a_declared_number_goes_with_the_last_who_has_it_and_every_declaration_of_it(
    town: Town,
) -> None:
    told, family = canary(0), canary(1)
    colleague = Staff().by()
    async with transaction(town.pool, Scope.SYSTEM) as tx:
        by = town.staff.by()
        one = await commands.new_person(tx, told, NORD, by, town.ring)
        await commands.exclude(tx, one.id, colleague.who.id, by)
        for asked in (Asked(telephone=told.telephone), Asked(document=told.document)):
            await commands.declare_conflict(tx, asked, colleague, town.ring)
        same = Identity(family.name, told.telephone, family.document, "ca")
        other = await commands.new_person(tx, same, NORD, by, town.ring)
    declared = "SELECT telephone IS NOT NULL AS by_telephone FROM declared_conflict"
    assert len(await town.owner.fetch(declared)) == 2
    await town.erase(one.id)
    assert [row["by_telephone"] for row in await town.owner.fetch(declared)] == [True]
    hidden = "SELECT hidden_from($1)"
    assert await town.owner.fetchval(hidden, colleague.who.id) == [other.id]
    await town.erase(other.id)
    assert await town.owner.fetch(declared) == []
