"""A person's timeline, from what events tell: in any order, and no more than one may know."""

import itertools
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import Arrival, Why, erase_person
from services.gateway.commands.telling import tell
from services.gateway.domain import Identity
from services.gateway.domain.timeline import lines
from services.gateway.store.retention import Beyond, anonymise
from services.gateway.store.timeline import keep_lines
from shared.contracts import Event
from shared.contracts.gateway import (
    AppointmentChanged,
    AppointmentKind,
    AppointmentState,
    AttemptResult,
    GivenUp,
    PendingCallChanged,
    PendingOrigin,
    PendingState,
    Settled,
)
from shared.db import Pool, Scope, Tx, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA, somebody
from tests.fixtures.cities import DATC, NORD, SUD, load_city
from tests.fixtures.databases import PoolOf
from tests.fixtures.web import Serving
from tests.gateway.keeping import Asker, House, asked_of, asker, house_of
from tests.gateway.returning import lost
from tests.gateway.scene import VIOLENCE, Staff, after
from tests.gateway.test_calling_back import IN_VAIN


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    return await house_of(serving)


async def happened(
    house: House, person: str, asker: Asker | None = None, **page: int
) -> list[dict[str, Any]]:
    url = f"/api/units/{NORD}/people/{person}/timeline"
    answer = await (asker or house.anna).client.post(url, params=page)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["happened"])


def pending(contact: UUID | None, version: int = 1, **fields: Any) -> PendingCallChanged:
    told: dict[str, Any] = {
        "at": after(version), "version": version, "pending_id": UUID(int=7), "unit": NORD,
        "centre": NORD, "origin": PendingOrigin.REQUESTED, "contact_id": contact, "level": None,
        "state": PendingState.OPEN, "first_at": after(1), "due_at": after(100), "ended_at": None,
        "settled": None,
    }  # fmt: skip
    return PendingCallChanged(**told | fields)


def appointment(contact: UUID | None, version: int = 1, **fields: Any) -> AppointmentChanged:
    told: dict[str, Any] = {
        "at": after(version), "version": version, "appointment_id": UUID(int=8), "unit": NORD,
        "kind": AppointmentKind.FIRST_VISIT, "state": AppointmentState.BOOKED,
        "contact_id": contact, "requested_at": after(1), "booked_at": after(2),
        "starts_at": after(3000), "minutes": 30,
    }  # fmt: skip
    return AppointmentChanged(**told | fields)


async def told(house: House, *events: Event) -> None:
    async with transaction(house.served.around.pool, Scope.SYSTEM) as tx:
        for event in events:
            await tell(tx, event)


async def test_a_contact_is_one_line_from_opening_to_the_outcome_of_each_reason(
    house: House,
) -> None:
    person = await house.person()
    await house.desk(house.anna)
    contact = await house.contact(person)
    [line] = await happened(house, person)
    assert (line["thing"], line["id"], line["told"]["state"]) == ("contact", contact, "waiting")
    await house.call(house.anna)
    await house.anna.post(f"/api/contacts/{contact}/start")
    await house.anna.post(f"/api/contacts/{contact}/reasons", reason="DEP")
    await house.anna.post(f"/api/contacts/{contact}/reasons/DEP/end", outcome="informed")
    [line] = await happened(house, person)
    stood = await house.rows("SELECT state, started_at, code FROM contact")
    assert (line["told"]["state"], line["code"]) == (stood[0]["state"], stood[0]["code"])
    assert line["told"]["called_at"] <= line["told"]["started_at"]
    assert [(each["reason"], each["outcome"]) for each in line["told"]["matters"]] == [
        ("DEP", "informed")
    ]


async def test_pending_calls_and_appointments_come_by_their_contact_newest_first(
    house: House,
) -> None:
    person = await house.person()
    contact, other = UUID(await house.contact(person)), UUID(await house.contact())
    await told(house, pending(None, answered_by=contact), appointment(contact))
    await told(house, pending(other).model_copy(update={"pending_id": uuid4()}))
    lines = await happened(house, person)
    assert {each["thing"] for each in lines} == {"appointment", "pending_call", "contact"}
    assert [each["at"] for each in lines] == sorted((each["at"] for each in lines), reverse=True)
    assert len(lines) == 3, "nothing of what concerns nobody known"


async def test_whoever_is_named_has_what_was_told_before_and_takes_it_along(house: House) -> None:
    one, other = await house.person(), await house.person("600 913 002")
    contact = UUID(await house.contact())
    await told(house, appointment(contact))
    assert await happened(house, one) == []
    await house.anna.post(f"/api/contacts/{contact}/person", person=one)
    assert len(await happened(house, one)) == 2
    await house.anna.post(f"/api/contacts/{contact}/person", person=other)
    assert (len(await happened(house, one)), len(await happened(house, other))) == (0, 2)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_in_any_order_and_twice_the_greatest_version_stands(
    pool: Pool, order: tuple[int, ...]
) -> None:
    contact = uuid4()
    events = [
        pending(contact),
        pending(contact, 2, state=PendingState.PASSED),
        pending(contact, 3, state=PendingState.SETTLED, settled=Settled.ARRIVED, ended_at=after(9)),
    ]
    async with transaction(pool, Scope.SYSTEM) as tx:
        for turn in (*order, *order):
            await keep_lines(tx, lines([events[turn]]))
        row = await tx.fetchrow("SELECT version, told FROM timeline")
    assert row
    assert row["version"] == 3
    assert '"settled"' in str(row["told"]) or row["told"]["state"] == "settled"
    [line] = lines(events[turn] for turn in order)
    assert (line.version, line.told["state"]) == (3, "settled")


async def test_of_a_contact_that_one_may_not_know_nothing_is_told(house: House) -> None:
    person = await house.person()
    contact = UUID(await house.contact(person))
    await house.anna.post(f"/api/contacts/{contact}/reasons", reason=VIOLENCE)
    await told(house, appointment(contact))
    await house.anna.post(f"/api/contacts/{contact}/abandon")
    await house.rows("UPDATE contact SET ended_at = ended_at - interval '11 minutes'")
    assert await happened(house, person) == []
    assert len(await happened(house, person, house.berta)) == 2
    reasons = [each["told"].get("matters") for each in await happened(house, person, house.berta)]
    assert [{"reason": VIOLENCE, "outcome": None}] in [
        [{"reason": m["reason"], "outcome": m["outcome"]} for m in each] for each in reasons if each
    ]
    page = f"/units/{NORD}/people/{person}"
    assert "Cita" not in (await house.anna.client.get(page)).text
    assert "Cita" in (await house.berta.client.get(page)).text


async def test_what_is_tied_to_a_contact_that_one_may_not_know_is_absent_though_another_is_known(
    house: House,
) -> None:
    person = await house.person()
    known, hidden = UUID(await house.contact(person)), UUID(await house.contact(person))
    await house.anna.post(f"/api/contacts/{hidden}/reasons", reason=VIOLENCE)
    await told(house, pending(hidden, answered_by=known))
    await house.anna.post(f"/api/contacts/{hidden}/abandon")
    await house.rows("UPDATE contact SET ended_at = ended_at - interval '11 minutes'")
    assert [each["id"] for each in await happened(house, person)] == [str(known)]
    assert len(await happened(house, person, house.berta)) == 3


async def test_a_unit_is_told_of_its_own_and_a_stranger_of_nothing(house: House) -> None:
    person = await house.person()
    contact = UUID(await house.contact(person))
    await told(house, appointment(contact, unit=SUD))
    assert [each["thing"] for each in await happened(house, person)] == ["contact"]
    url = f"/api/units/{SUD}/people/{person}/timeline"
    with asked_of(house.served.around.pool) as statements:
        answers = [
            await house.south.client.post(url.replace(person, each))
            for each in (person, str(uuid4()))
        ]
    assert [each.status_code for each in answers] == [404, 404]
    assert statements[: len(statements) // 2] == statements[len(statements) // 2 :]


async def test_it_is_read_by_pages_and_the_look_is_written_last(house: House) -> None:
    person = await house.person()
    for _ in range(3):
        await house.contact(person)
    first = await happened(house, person, limit=2)
    rest = await happened(house, person, limit=2, after=2)
    assert (len(first), len(rest)) == (2, 1)
    assert len({each["id"] for each in (*first, *rest)}) == 3
    rows = await house.rows("SELECT act, relation FROM look WHERE person = $1", person)
    assert [tuple(row) for row in rows] == [("timeline", "contact")] * 2


class Called:
    """A call that was lost, and tried in vain, and whose it is once somebody says so."""

    def __init__(self, house: House) -> None:
        self.house, self.anna = house, Staff()

    async def happened(self, asker: Asker | None = None) -> list[tuple[str, str]]:
        """Each line's thing and state, newest first, to the telephone's reception."""
        url = f"/api/units/{DATC}/people/{self.person}/timeline"
        answer = await (asker or self.carla).client.post(url)
        assert answer.status_code == 200, answer.text
        return [(each["thing"], each["told"]["state"]) for each in answer.json()["happened"]]

    async def lost(self) -> None:
        self.carla = await asker(self.house.served, Role.RECEPTION, DATC)
        async with self.within() as tx:
            self.entry = await lost(tx)
            new = Identity(MARIA.name, MARIA.called)
            ring = self.house.served.around.keys.ring()
            person = await commands.new_person(tx, new, DATC, self.anna.by(), ring)
        self.person = person.id

    async def is_of(self, person: UUID | None) -> None:
        async with self.within() as tx:
            await commands.name_call(tx, self.entry.id, person, self.anna.by(10))

    def within(self) -> AbstractAsyncContextManager[Tx]:
        return transaction(self.house.served.around.pool, Scope.SYSTEM)


@pytest_asyncio.fixture
async def called(house: House) -> Called:
    called = Called(house)
    await called.lost()
    return called


LOST = [("contact", "abandoned"), ("pending_call", "open")]


async def test_a_call_to_return_that_is_said_to_be_theirs_stands_until_that_is_taken_back(
    called: Called,
) -> None:
    async with called.within() as tx:  # they are known there besides
        contact = await commands.open_contact(tx, Arrival(DATC), called.anna.by(1))
        await commands.name_person(tx, contact.id, called.person, called.anna.by(2))
    before = [("contact", "waiting")]
    assert await called.happened() == before
    await called.is_of(called.person)
    assert sorted(await called.happened()) == sorted(LOST + before)
    await called.is_of(None)
    assert await called.happened() == before


async def test_of_a_call_that_somebody_else_made_the_one_to_be_called_has_the_return_alone(
    called: Called,
) -> None:
    await called.is_of(called.person)
    async with called.within() as tx:
        other = await commands.new_person(
            tx,
            Identity(somebody(4).name),
            DATC,
            called.anna.by(),
            called.house.served.around.keys.ring(),
        )
        made = "UPDATE contact SET person = $2 WHERE id = $1"
        await tx.execute(made, called.entry.contact, other.id)
    assert await called.happened() == [("pending_call", "open")]


async def test_who_was_called_in_vain_and_why_that_was_given_up_is_on_their_page(
    called: Called,
) -> None:
    await called.is_of(called.person)
    async with called.within() as tx:
        for minutes in IN_VAIN:
            result = AttemptResult.NO_ANSWER
            await commands.note_attempt(tx, called.entry.id, result, called.anna.by(minutes))
        why, by = GivenUp.NOT_REACHED, called.anna.by(IN_VAIN[-1] + 1)
        await commands.give_up(tx, called.entry.id, why, by)
    assert ("pending_call", "closed") in await called.happened()
    page = f"/units/{DATC}/people/{called.person}"
    shown = (await called.carla.client.get(page)).text
    assert "S’ha deixat córrer: No contesta ningú" in shown
    assert shown.count("No contesta <time") == len(IN_VAIN)


async def test_a_call_that_one_may_not_know_of_is_in_no_timeline_for_them(called: Called) -> None:
    await called.is_of(called.person)
    async with called.within() as tx:
        ended = "UPDATE pending_call SET reason = $2, state = 'closed', ended_at = $3 WHERE id = $1"
        await tx.execute(ended, called.entry.id, VIOLENCE, after(-1440))
    assert await called.happened() == [("contact", "abandoned")]
    laia = await asker(called.house.served, Role.PROFESSIONAL, DATC)
    assert sorted(await called.happened(laia)) == LOST


async def test_lines_go_with_the_person_and_with_a_contact_that_is_anonymised(
    pool: Pool, owner_of: PoolOf
) -> None:
    from services.gateway.domain import Identity
    from shared.encryption.keys import parsed
    from tests.fixtures.canaries import MARIA
    from tests.fixtures.web import KEYS

    await load_city(pool)
    by, ring = Staff().by(), parsed(KEYS)
    async with transaction(pool, Scope.SYSTEM) as tx:
        person = await commands.new_person(tx, Identity(MARIA.name), NORD, by, ring)
        contacts = [(await commands.open_contact(tx, Arrival(NORD), by)).id for _ in range(3)]
        await commands.name_person(tx, contacts[0], person.id, by)
        await tell(tx, pending(contacts[1], answered_by=contacts[0]))
        await commands.abandon(tx, contacts[1], by)
    owner = await owner_of(pool)
    async with transaction(owner, Scope.SYSTEM) as tx:
        await anonymise(tx, Beyond(after(10_000)), UUID(int=0), after(10_000), 10)
        left = {row["subject"] for row in await tx.fetch("SELECT subject FROM timeline")}
        assert left == {contacts[0], contacts[2]}
        await tell(tx, pending(contacts[2], answered_by=contacts[0]))
        await erase_person(tx, person.id, Why.REQUEST, after(10_001))
        left = {row["subject"] for row in await tx.fetch("SELECT subject FROM timeline")}
        assert left == {contacts[2]}
