"""An appointment by its link: seen, moved and cancelled without an account, and by nobody else."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from services.gateway import commands, queries, store
from services.gateway.commands import By
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.slots import Slot
from shared.contracts.gateway import AppointmentState
from shared.db import Scope, transaction
from shared.identity.hashing import digest, fresh
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, load_city, open_day
from tests.fixtures.web import Served, Serving, command
from tests.gateway.appointing import ORDINARY, Paula, booked
from tests.gateway.keeping import NONCE
from tests.gateway.scene import NINE

SOMEBODY = UUID(int=7)
KEYED = re.compile(r'name="idempotency_key" value="([^"]+)"')


@dataclass
class Linked:
    """Somebody with the link of an appointment, and the times around it."""

    served: Served
    client: httpx2.AsyncClient
    token: str
    made: Appointment
    slots: list[Slot]
    at: Any

    @property
    def path(self) -> str:
        return f"/appointments/{self.token}"

    async def page(self) -> str:
        return (await self.client.get(self.path)).text

    async def change(self, change: str, **fields: object) -> httpx2.Response:
        return await self.client.post(
            self.path, data={"change": change, **fields}, headers=command()
        )

    async def now(self) -> Appointment:
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            return await queries.appointment(tx, self.made.id, Paula().at(NINE).who, NINE)

    async def rows(self, statement: str, *values: object) -> list[Any]:
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            return await tx.fetch(statement, *values)


@pytest_asyncio.fixture
async def linked(serving: Serving) -> AsyncIterator[Linked]:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    at = served.around.clock.now()
    day = open_day(at, 3)
    token = fresh()
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        series = replace(ORDINARY, first=day, until=day)
        slots, _ = await commands.open_slots(tx, NORD, series, Paula().at(at))
        _, made = await booked(tx, slots[0])
        await store.appointment_links.add_link(tx, made, digest(token), at)
    yield Linked(served, await served.nobody(), token, made, list(slots), at)


async def test_whoever_has_the_link_sees_when_and_where_and_nothing_else(linked: Linked) -> None:
    answer = await linked.client.get(linked.path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    page = answer.text
    assert "CSS Nord" in page
    assert f"{linked.made.code[:3]} {linked.made.code[3:]}" in page
    for secret in ("ECO-ALIM", MARIA.name, str(linked.made.contact), str(linked.made.id)):
        assert secret not in page
    assert all(str(slot.id) in page for slot in linked.slots[1:])


@pytest.mark.parametrize(
    ("language", "words"),
    [("ca", "La vostra cita"), ("es", "Su cita"), ("en", "Your appointment")],
)
async def test_the_page_speaks_the_persons_language(
    linked: Linked, language: str, words: str
) -> None:
    await linked.rows("UPDATE appointment SET language = $1", language)
    assert f"<h1>{words}</h1>" in await linked.page()


async def test_the_link_moves_the_appointment_once_however_often_it_is_sent(
    linked: Linked,
) -> None:
    key = KEYED.search(await linked.page())
    assert key
    fields = {"change": "move", "slot": str(linked.slots[2].id), "idempotency_key": key[1]}
    answers = [await linked.client.post(linked.path, data=fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer.headers["location"] for answer in answers} == {"?done=move"}
    now = await linked.now()
    assert (now.slot, now.moves) == (linked.slots[2].id, 1)
    after = await linked.client.get(f"{linked.path}?done=move")
    assert str(linked.slots[0].id) in after.text


async def test_the_link_cancels_and_says_so_until_the_time_it_had(linked: Linked) -> None:
    for _ in range(2):
        assert (await linked.change("cancel")).status_code == 303
    assert (await linked.now()).state is AppointmentState.CANCELLED
    page = await linked.page()
    assert 'value="cancel"' not in page
    assert 'value="move"' not in page
    assert (await linked.change("move", slot=linked.slots[1].id)).status_code in {303, 409}
    assert (await linked.now()).state is AppointmentState.CANCELLED


async def test_a_time_of_another_kind_unit_or_somebody_else_is_not_to_be_had(
    linked: Linked,
) -> None:
    [taken] = await linked.rows(
        "UPDATE agenda_slot SET closed_at = now() WHERE id = $1 RETURNING id", linked.slots[1].id
    )
    await linked.rows("UPDATE agenda_slot SET kind = 'urgent' WHERE id = $1", linked.slots[2].id)
    await linked.rows("UPDATE agenda_slot SET unit = 'sud' WHERE id = $1", linked.slots[3].id)
    for slot in (taken["id"], linked.slots[2].id, linked.slots[3].id, UUID(int=0)):
        await linked.change("move", slot=slot)
        assert (await linked.now()).slot == linked.slots[0].id


async def test_a_wrong_link_an_old_one_and_none_are_answered_alike(linked: Linked) -> None:
    others = ["made-up", linked.token[:-1], linked.token + "x", str(linked.made.id)]
    pages = {(await linked.client.get(f"/appointments/{each}")).text for each in others}
    texts = {NONCE.sub("", page) for page in pages}
    await linked.rows("UPDATE appointment SET starts_at = starts_at - interval '30 days'")
    texts.add(NONCE.sub("", await linked.page()))
    assert len(texts) == 1
    for each in [*others, linked.token]:
        path = f"/appointments/{each}"
        answer = await linked.client.post(path, data={"change": "cancel"}, headers=command())
        assert answer.status_code == 404
    assert (await linked.now()).state is AppointmentState.BOOKED


async def test_the_database_never_holds_the_link(linked: Linked) -> None:
    await linked.change("move", slot=linked.slots[1].id)
    tables = await linked.rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind = 'r' AND has_table_privilege(oid, 'SELECT')"
    )
    for table in tables:
        found = await linked.rows(
            f'SELECT count(*) AS rows FROM "{table["relname"]}" AS t '
            "WHERE position($1 IN t::text) > 0",
            linked.token,
        )
        assert found[0]["rows"] == 0, table["relname"]


async def test_whom_the_person_keeps_from_them_is_not_offered_by_the_link(linked: Linked) -> None:
    await linked.rows(
        "INSERT INTO person (id, version, name, created_at) VALUES ($1, 1, '\\x01', now())",
        SOMEBODY,
    )
    await linked.rows("UPDATE contact SET person = $1 WHERE id = $2", SOMEBODY, linked.made.contact)
    professional = linked.slots[0].professional
    await linked.rows(
        "INSERT INTO exclusion (id, person, staff, kind, set_by, set_at) "
        "VALUES (gen_random_uuid(), $1, $2, 'by_person', gen_random_uuid(), now())",
        SOMEBODY,
        professional,
    )
    page = await linked.page()
    assert not any(str(slot.id) in page for slot in linked.slots)
    await linked.change("move", slot=linked.slots[1].id)
    assert (await linked.now()).slot == linked.slots[0].id
    async with transaction(linked.served.around.pool, Scope.SYSTEM) as tx:
        by = By(replace(Paula().at(linked.at).who, id=professional), linked.at)
        day = await queries.agenda_of_day(
            tx, NORD, linked.slots[0].starts_at.date(), by.who, linked.at
        )
    first = day.entries[0]
    assert (first.taken, first.appointment) == (True, None)


async def test_whoever_tries_links_is_stopped_by_address(linked: Linked) -> None:
    """What is allowed again meanwhile, on a slow machine, is what may be asked more often."""

    async def allowed(ask: Callable[[], Awaitable[httpx2.Response]], most: int) -> int:
        for number in range(most):
            if (await ask()).status_code == 429:
                return number
        return most

    look, cancel = "/appointments/x", {"change": "cancel"}
    assert 60 <= await allowed(lambda: linked.client.get(look), 400) < 400
    post = partial(linked.client.post, look, data=cancel)
    assert 30 <= await allowed(lambda: post(headers=command()), 400) < 400
