"""Staff give an appointment another time: times as when it was given, one act, and back."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import httpx2
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.domain import Identity
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.slots import Slot
from shared.contracts.gateway import AppointmentKind
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import Served, Serving, command
from tests.gateway.appointing import MAIL, Paula, booked, times
from tests.gateway.kiosk import standing
from tests.gateway.scene import Staff
from tests.gateway.test_booking_pages import shown

LETTERS = "SELECT says, due_at FROM appointment_letter WHERE sent_at IS NULL ORDER BY due_at"
STARTS = "UPDATE appointment SET starts_at = $1, day = '2026-03-02'"
NOW = datetime.fromisoformat("2026-03-02T09:00:00Z")


@dataclass
class Moving:
    """Somebody of a centre, and an appointment there with an address, in the fifth of the times."""

    served: Served
    client: httpx2.AsyncClient
    made: Appointment
    slots: Sequence[Slot]
    anna: Staff

    @property
    def path(self) -> str:
        return f"/units/{NORD}/appointments/{self.made.id}/move"

    async def moves(self, slot: Slot, key: str = "", **form: object) -> httpx2.Response:
        sent = {"slot": slot.id, "idempotency_key": key or str(uuid4()), **form}
        referer = {"referer": f"http://portes.test{self.path}"}
        return await self.client.post(self.path, data=sent, headers=referer)

    async def refused(self, slot: Slot, **form: object) -> str:
        """What the page says that could not be done."""
        answer = await self.moves(slot, **form)
        assert (answer.status_code, answer.headers["location"]) == (303, self.path)
        page = (await self.client.get(self.path)).text
        [summary] = re.findall(r'id="notice">(.*?)</main>', page, re.S)
        summary = summary[: summary.index("<main")]
        return str(summary)

    async def now(self) -> Appointment:
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            return await queries.appointment(tx, self.made.id, Paula().at(NOW).who, NOW)

    async def letters(self) -> list[tuple[str, datetime]]:
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            rows = await tx.fetch(LETTERS)
        return [(row["says"], row["due_at"]) for row in rows]


@pytest_asyncio.fixture
async def moving(serving: Serving) -> AsyncIterator[Moving]:
    here = await standing(serving)
    async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
        slots = await times(tx, until=date(2026, 3, 12))
        anna, made = await booked(tx, slots[4], MAIL)
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    yield Moving(here.served, client, made, slots, anna)


async def test_the_agenda_leads_to_the_times_of_its_kind_and_more_of_them(moving: Moving) -> None:
    agenda = (await moving.client.get(f"/units/{NORD}/agenda?day=2026-03-04")).text
    assert f'href="{moving.path}"' in agenda
    page = (await moving.client.get(moving.path)).text
    assert shown(page) == (3, ["1", "2", "3"])
    assert str(moving.made.slot) not in page
    [more] = re.findall(r'href="(\?[^"]*more[^"]*)"', page)
    by_day = (await moving.client.get(moving.path + more.replace("&amp;", "&"))).text
    assert shown(by_day) == (30, ["1", "2", "3"])
    assert moving.made.code not in str(moving.path)


async def test_one_act_moves_it_however_often_it_is_sent_and_the_letters_follow(
    moving: Moving,
) -> None:
    answers = [await moving.moves(moving.slots[5], "once", seen=1) for _ in range(2)]
    assert len({answer.headers["location"] for answer in answers}) == 1
    now = await moving.now()
    assert (now.slot, now.moves, now.version) == (moving.slots[5].id, 1, 2)
    [(says, _), (reminder, due_at)] = await moving.letters()
    assert (says, reminder) == ("moved", "reminder")
    assert now.starts_at - due_at == timedelta(hours=24)
    told = (await moving.client.get(answers[0].headers["location"])).text
    assert f"{now.code[:3]} {now.code[3:]}" in told


async def test_it_is_moved_back_by_the_opposite_act_while_its_time_is_free(moving: Moving) -> None:
    answer = await moving.moves(moving.slots[5])
    told = (await moving.client.get(answer.headers["location"])).text
    [offered] = re.findall(r'name="slot" value="([^"]+)" data-key="z"', told)
    assert UUID(offered) == moving.slots[4].id
    back = await moving.moves(moving.slots[4])
    now = await moving.now()
    assert (now.slot, now.code, now.moves) == (moving.slots[4].id, moving.made.code, 2)
    assert [says for says, _ in await moving.letters()] == ["moved", "reminder"]
    async with transaction(moving.served.around.pool, Scope.SYSTEM) as tx:
        await booked(tx, moving.slots[5], number=2)
    told = (await moving.client.get(back.headers["location"])).text
    assert 'name="slot"' not in told, "somebody else has that time now"


async def test_it_is_not_moved_back_to_a_professional_who_is_kept_from_the_person_since(
    moving: Moving,
) -> None:
    pool, ring = moving.served.around.pool, moving.served.around.keys.ring()
    answer = await moving.moves(moving.slots[5])
    async with transaction(pool, Scope.SYSTEM) as tx:
        new = await commands.new_person(tx, Identity(MARIA.name), NORD, moving.anna.by(), ring)
        whose = "UPDATE contact SET person = $2 WHERE id = $1"
        await tx.execute(whose, moving.made.contact, new.id)
    told = (await moving.client.get(answer.headers["location"])).text
    assert f'value="{moving.slots[4].id}" data-key="z"' in told
    async with transaction(pool, Scope.SYSTEM) as tx:
        await commands.exclude(tx, new.id, moving.made.professional, moving.anna.by())
    told = (await moving.client.get(answer.headers["location"])).text
    assert 'name="slot"' not in told


async def test_what_became_of_the_appointment_is_said_instead_of_times(moving: Moving) -> None:
    soon = NOW + timedelta(minutes=3)

    async def says(words: str) -> None:
        page = (await moving.client.get(moving.path)).text
        assert words in page
        assert 'name="slot"' not in page
        assert words in await moving.refused(moving.slots[3])

    pool = moving.served.around.pool
    async with transaction(pool, Scope.SYSTEM) as tx:
        await tx.execute(STARTS, NOW - timedelta(minutes=1))
    await says("Ja és l’hora d’aquesta cita")
    async with transaction(pool, Scope.SYSTEM) as tx:
        await tx.execute(STARTS, soon)
        await commands.check_in(tx, NORD, moving.made.code, moving.anna.at(NOW))
    await says("ja ha arribat")
    async with transaction(pool, Scope.SYSTEM) as tx:
        await commands.attend(tx, moving.made.id, moving.anna.at(soon))
    await says("ja ha acabat o està anul·lada")


async def test_a_time_that_is_taken_kept_or_of_another_kind_says_so_and_nothing_moves(
    moving: Moving,
) -> None:
    async with transaction(moving.served.around.pool, Scope.SYSTEM) as tx:
        await booked(tx, moving.slots[1], number=2)
        urgent = await times(tx, kind=AppointmentKind.URGENT, opens=time(12), closes=time(13))
        elsewhere = await times(tx, unit=SUD)
    assert "Aquesta hora ja no està lliure" in await moving.refused(moving.slots[1])
    assert "es reserva per a una altra mena de cita" in await moving.refused(urgent[0])
    assert (await moving.moves(elsewhere[0])).status_code in {303, 404}
    await moving.moves(moving.slots[2], seen=1)
    stale = await moving.refused(moving.slots[3], seen=1)
    assert "ha canviat" in stale
    assert (await moving.now()).slot == moving.slots[2].id


async def test_nobody_of_another_centre_sees_or_moves_it(moving: Moving) -> None:
    for units, path in (
        ({SUD}, moving.path),
        ({SUD}, moving.path.replace(NORD, SUD)),
        ({NORD, SUD}, moving.path.replace(NORD, SUD)),
    ):
        client = await moving.served.signed_in({Role.RECEPTION}, units)
        form = {"slot": str(moving.slots[5].id)}
        answers = [await client.get(path), await client.post(path, data=form, headers=command())]
        answers.append(await client.get(path.removesuffix("move") + "moved"))
        assert {answer.status_code for answer in answers} == {404}
    assert await moving.now() == replace(moving.made)
