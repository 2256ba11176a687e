"""Messages: until when they are due, at whom they were left, and where their answer is told."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio

from deploy.cli.retention.removals import OF_NO_OPEN_CALL
from services.gateway import commands, store
from services.gateway.commands import Message
from services.gateway.domain import Identity, message_due
from services.gateway.domain.pending_refusals import DuePast, DueWhileClosed
from shared.db import Scope, Tx, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA, WORDS, somebody
from tests.fixtures.cities import DATC, NORD, a_city, load_city
from tests.fixtures.web import Served, Serving, command
from tests.gateway.keeping import plain
from tests.gateway.kiosk import play
from tests.gateway.returning import (
    HUNG_UP,
    QUEUED,
    RANG,
    RING,
    SOURCE,
    kept,
    lost,
    of_call,
    said,
)
from tests.gateway.scene import EXCHANGE, Staff, after

CITY = a_city()
LEFT = somebody(11).called
"""Another number than that from which they call."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of March 2026 in the city."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


def offered(unit: str, now: datetime) -> list[list[str]]:
    """The times that are offered, as they are read."""
    found = CITY.unit(unit)
    assert found is not None
    days = message_due.to_choose(CITY, found, now)
    return [[f"{each.astimezone(CITY.zone):%d %H:%M}" for each in day] for day in days]


def test_hours_are_offered_that_are_still_to_come_of_the_next_two_days_that_are_open() -> None:
    morning = ["10:00", "11:00", "12:00", "13:00", "13:30"]
    assert offered(NORD, at(2, 11)) == [
        ["02 12:00", "02 13:00", "02 13:30"],
        [f"03 {each}" for each in morning],
    ]
    friday, monday, tuesday = offered(NORD, at(6, 13, 29)), *offered(NORD, at(7, 9))
    assert friday == [["06 13:30"], monday]
    assert monday[0] == "09 10:00"
    assert tuesday[-1] == "10 13:30"
    assert offered(DATC, at(2, 8))[0][-1] == "02 20:00"
    assert offered("css-nord", at(5, 13, 30))[0][0] == "05 16:00"


@pytest.mark.parametrize(
    ("due", "refused"),
    [
        (at(2, 9), DuePast),
        (at(2, 8, 59), DuePast),
        (at(2, 9, 1), None),
        (at(2, 20), None),
        (at(2, 20, 1), DueWhileClosed),
        (at(3, 8), None),
        (at(3, 7, 59), DueWhileClosed),
        (at(7, 11), DueWhileClosed),
        (datetime(2026, 12, 25, 10, tzinfo=UTC), DueWhileClosed),
    ],
)
def test_an_answer_is_due_in_the_future_and_while_somebody_is_there(
    due: datetime, refused: type[Exception] | None
) -> None:
    unit = CITY.unit(DATC)
    assert unit is not None
    if refused is None:
        return message_due.require(CITY, unit, due, at(2, 9))
    with pytest.raises(refused):
        message_due.require(CITY, unit, due, at(2, 9))


@pytest_asyncio.fixture
async def city(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def test_the_number_left_for_the_answer_is_kept_beside_that_of_the_call(city: Tx) -> None:
    tx, call = city, "c-left"
    rang = said(call, RANG, QUEUED, HUNG_UP, number=MARIA.called)
    await commands.hear(tx, rang, EXCHANGE, SOURCE)
    lost_call = await of_call(tx, call)
    message = Message(DATC, Staff().id, WORDS, lost_call.contact, None, LEFT)
    entry = await commands.leave_message(tx, message, Staff().by(20), RING)
    without = Message(DATC, Staff().id, WORDS, lost_call.contact)
    other = await commands.leave_message(tx, without, Staff().by(20), RING)
    assert await store.pending.number_of(tx, entry, RING) == LEFT
    assert await store.pending.number_of(tx, other, RING) == MARIA.called
    assert await store.pending.number_of(tx, lost_call, RING) == MARIA.called
    gone = f"SELECT count(*) FROM caller_number WHERE at < $1 AND {OF_NO_OPEN_CALL}"
    ends = "UPDATE pending_call SET state = 'settled' WHERE id = ANY($1)"
    await tx.execute(ends, [lost_call.id, other.id])
    assert await tx.fetchval(gone, after(9999), []) == 0, "its answer is still to be told"
    await tx.execute(ends, [entry.id])
    assert await tx.fetchval(gone, after(9999), []) == 2


async def test_whom_a_contact_turns_out_to_concern_is_whose_the_message_is(city: Tx) -> None:
    tx, anna = city, Staff()
    call = await lost(tx)
    new = Identity(MARIA.name, MARIA.called)
    person = await commands.new_person(tx, new, DATC, anna.by(), RING)
    contact = await commands.open_contact(tx, commands.Arrival(DATC), anna.by(1))
    message = Message(DATC, anna.id, WORDS, contact.id)
    entry = await commands.leave_message(tx, message, anna.by(2), RING)
    assert (entry.contact, entry.person) == (contact.id, None)
    await commands.name_person(tx, contact.id, person.id, anna.by(3))
    assert (await kept(tx, entry.id)).person == person.id
    assert (await kept(tx, call.id)).person is None
    await commands.name_person(tx, contact.id, None, anna.by(4))
    assert (await kept(tx, entry.id)).person is None


class Letterbox:
    """A telephone service on a Monday at nine, its reception, and who answers."""

    def __init__(
        self, served: Served, anna: httpx2.AsyncClient, laia: httpx2.AsyncClient, to: str
    ) -> None:
        self.served, self.anna, self.laia, self.to = served, anna, laia, to

    async def leave(self, *, script: bool = True, **form: Any) -> httpx2.Response:
        page = f"http://portes.test/units/{DATC}/pending"
        headers = command() | {"referer": page} | ({"hx-request": "true"} if script else {})
        said = {"to": self.to, "words": WORDS} | form
        url = f"/units/{DATC}/pending/messages"
        return await self.anna.post(url, data=said, headers=headers)

    async def answer(self, entry: UUID, seen: str = "") -> httpx2.Response:
        headers = command() | ({"if-match": seen} if seen else {})
        path = f"/api/pending/{entry}/answer"
        return await self.laia.post(path, json={"words": WORDS}, headers=headers)

    async def rows(self, statement: str, *arguments: object) -> list[Any]:
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            return await tx.fetch(statement, *arguments)

    async def contact(self, unit: str = DATC) -> UUID:
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            found = await commands.open_contact(tx, commands.Arrival(unit), Staff().by(-1))
            return found.id


@pytest_asyncio.fixture
async def box(serving: Serving) -> Letterbox:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    await play(served, after(0))
    anna = await served.signed_in({Role.RECEPTION}, {DATC, NORD})
    laia = await served.signed_in({Role.PROFESSIONAL}, {DATC})
    return Letterbox(served, anna, laia, await user_name(served, laia))


async def user_name(served: Served, client: httpx2.AsyncClient) -> str:
    """Under which name somebody has signed in."""
    who = await served.around.sessions.by_cookie(client.cookies[served.around.settings.cookie])
    assert who
    name: str = await served.around.identity.fetchval(
        "SELECT user_name FROM account WHERE id = $1", who.id
    )
    return name


@pytest.mark.parametrize(
    ("roles", "units"),
    [
        ({Role.DATA_PROTECTION_OFFICER}, None),
        ({Role.RECEPTION}, {DATC}),
        ({Role.MANAGER}, {DATC}),
        ({Role.PROFESSIONAL}, {NORD}),
    ],
)
async def test_only_a_professional_of_the_unit_gets_messages_or_inherits_them(
    box: Letterbox, roles: set[Role], units: set[str] | None
) -> None:
    other = await user_name(box.served, await box.served.signed_in(roles, units))
    stretch = {"since": "2026-03-02T00:00:00+01:00", "until": "2026-03-09T00:00:00+01:00"}
    for whom in (other, "nobody"):
        for path, body in (
            (f"/api/units/{DATC}/messages", {"to": whom, "words": WORDS}),
            (
                f"/api/units/{DATC}/substitutes",
                {"professional": box.to, "substitute": whom, **stretch},
            ),
        ):
            refused = await box.anna.post(path, json=body, headers=command())
            told = (refused.status_code, refused.json()["type"])
            assert told == (422, "/problems/unknown-professional"), path
        page = await box.leave(to=whom)
        assert (page.status_code, 'data-mends="colleague"' in page.text) == (422, True)
    assert await box.rows("SELECT id FROM pending_call UNION ALL SELECT id FROM substitute") == []


async def test_the_page_offers_the_professionals_of_the_unit_and_nobody_else(
    box: Letterbox,
) -> None:
    everywhere = await user_name(box.served, await box.served.signed_in({Role.PROFESSIONAL}))
    elsewhere = await user_name(box.served, await box.served.signed_in({Role.PROFESSIONAL}, {NORD}))
    page = (await box.anna.get(f"/units/{DATC}/pending")).text
    offered = page.split('<datalist id="addressees">')[1].split("</datalist>")[0]
    for name, there in (
        (box.to, True),
        (everywhere, True),
        (elsewhere, False),
        (await user_name(box.served, box.anna), False),
    ):
        assert (f'value="{name}"' in offered) is there


async def test_reception_reads_and_tells_an_answer_and_only_professionals_write_it(
    box: Letterbox,
) -> None:
    left = await box.leave(script=False)
    entry = UUID(left.headers["location"].rsplit("/", 1)[-1])
    at_entry, body = f"/units/{DATC}/pending/{entry}", {"words": WORDS}
    assert f"{at_entry}/answer" not in (await box.anna.get(at_entry)).text
    for refused in (
        await box.anna.post(f"/api/pending/{entry}/answer", json=body, headers=command()),
        await box.anna.post(f"{at_entry}/answer", data=body, headers=command()),
    ):
        assert refused.status_code == 403
    assert f"{at_entry}/answer" in (await box.laia.get(at_entry)).text
    assert (await box.answer(entry)).status_code == 200
    told = {"how": "answered"}
    settled = await box.anna.post(f"/api/pending/{entry}/settle", json=told, headers=command())
    assert settled.json()["settled"] == "answered"


async def test_who_takes_a_message_down_chooses_until_when_or_leaves_it_to_the_unit(
    box: Letterbox,
) -> None:
    page = (await box.anna.get(f"/units/{DATC}/pending")).text
    assert "La del centre: 17:00" in page
    assert '<option value="2026-03-02T12:00:00">12:00' in page
    assert '<option value="2026-03-03T20:00:00">demà, 20:00' in page
    for form in (
        {},
        {"due": "2026-03-02T12:00:00"},
        {"due": "other", "due_day": "2026-03-04", "due_time": "10:30"},
    ):
        assert (await box.leave(**form)).status_code == 303
    rows = await box.rows("SELECT due_at FROM pending_call ORDER BY id")
    promised, *chosen = [row["due_at"] for row in rows]
    assert timedelta(0) <= promised - at(2, 17) < timedelta(minutes=5)
    assert chosen == [at(2, 12), at(4, 10, 30)]


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"due": "2026-03-02T08:30"}, "no pot ser passat"),
        ({"due": "other", "due_day": "2026-03-07", "due_time": "10:00"}, "el centre és tancat"),
        ({"due": "other", "due_day": "2026-03-04"}, "Tria el dia i l’hora"),
        ({"due": "other", "due_day": "9999-12-31", "due_time": "23:00"}, "Tria el dia i l’hora"),
        ({"due": "2026-03-04T10:00+01:00"}, "Tria el dia i l’hora"),
    ],
)
async def test_what_is_no_time_to_answer_is_refused_and_said_where_it_is_mended(
    box: Letterbox, form: dict[str, str], says: str
) -> None:
    refused = await box.leave(**form)
    assert refused.status_code == 422
    assert says in refused.text
    assert 'data-mends="due"' in refused.text
    assert (await box.leave(script=False, **form)).status_code == 303
    page = (await box.anna.get(f"/units/{DATC}/pending")).text
    assert says in page
    assert 'id="new-message" open' in page
    assert await box.rows("SELECT FROM pending_call") == []


async def test_the_api_refuses_the_same_times(box: Letterbox) -> None:
    url, body = f"/api/units/{DATC}/messages", {"to": box.to, "words": WORDS}
    for due, kind in (
        ("2026-03-02T08:30:00+01:00", "due-past"),
        ("2026-03-02T21:00:00+01:00", "due-while-closed"),
        ("9999-12-31T23:59:59-12:00", "invalid"),
    ):
        refused = await box.anna.post(url, json=body | {"due_at": due}, headers=command())
        assert (refused.status_code, refused.json()["type"]) == (422, f"/problems/{kind}")
    contact = str(await box.contact())
    sent = body | {"due_at": "2026-03-02T12:00:00+01:00", "contact": contact, "number": LEFT}
    left = (await box.anna.post(url, json=sent, headers=command())).json()
    assert (left["due_at"], left["contact"]) == ("2026-03-02T11:00:00Z", contact)
    number = await box.anna.post(f"/api/pending/{left['id']}/number")
    assert number.json() == {"number": LEFT, "telephone_of": None}


async def test_a_message_from_the_desk_goes_with_the_contact_and_leads_back(box: Letterbox) -> None:
    contact, elsewhere = await box.contact(), await box.contact(NORD)
    url = f"/units/{DATC}/pending?contact="
    page = (await box.anna.get(f"{url}{contact}")).text
    assert f'name="contact" value="{contact}"' in page
    assert 'id="new-message" open' in page
    assert (await box.anna.get(f"{url}{elsewhere}")).status_code == 404
    left = await box.leave(contact=str(contact), back="desk", script=False)
    assert left.headers["location"].endswith(f"/units/{DATC}/desk")
    await box.leave(contact=str(elsewhere))
    [row] = await box.rows("SELECT contact FROM pending_call")
    assert row["contact"] == contact


async def test_where_the_answer_is_to_be_told_its_telephone_is_masked_until_a_recorded_look(
    box: Letterbox,
) -> None:
    left = await box.leave(telephone=somebody(11).telephone, script=False)
    entry = UUID(left.headers["location"].rsplit("/", 1)[-1])
    at_entry = f"/units/{DATC}/pending/{entry}"
    answered = await box.laia.post(f"{at_entry}/answer", data={"words": WORDS}, headers=command())
    assert answered.status_code == 303
    page = (await box.anna.get(at_entry)).text
    assert f"••• ••• {LEFT[-3:]}" in page
    assert LEFT not in page
    assert LEFT in (await box.anna.post(f"{at_entry}/number")).text
    [look] = await box.rows("SELECT person FROM look WHERE act = 'pending_number'")
    assert look["person"] == entry


async def test_a_sealed_persons_message_is_read_and_answered_only_within_the_seal(
    box: Letterbox,
) -> None:
    left = await box.leave(script=False)
    entry = UUID(left.headers["location"].rsplit("/", 1)[-1])
    at_entry, api = f"/units/{DATC}/pending/{entry}", f"/api/pending/{entry}/words"
    assert WORDS in (await box.anna.get(at_entry)).text
    async with transaction(box.served.around.pool, Scope.SYSTEM) as tx:
        ring = box.served.around.keys.ring()
        person = await commands.new_person(tx, Identity(MARIA.name), DATC, Staff().by(0), ring)
    named = "UPDATE pending_call SET person = $2 WHERE id = $1"
    await box.rows(named, entry, person.id)
    seal = "UPDATE person SET sealed = true, sealed_for = $2 WHERE id = $1"
    await box.rows(seal, person.id, [DATC])
    page = (await box.laia.get(at_entry)).text
    assert WORDS in page
    assert f"{at_entry}/answer" in page
    assert (await box.answer(entry)).status_code == 200
    await box.rows(seal, person.id, ["nowhere"])
    page = await box.laia.get(at_entry)
    assert page.status_code == 200
    assert WORDS not in page.text
    assert f"{at_entry}/answer" not in page.text
    for reader in (box.anna, box.laia):
        assert (await reader.post(api)).status_code == 404
    for seen in ("", '"99"'):
        hidden, unknown = await box.answer(entry, seen), await box.answer(uuid4(), seen)
        assert hidden.status_code == 404
        assert plain(hidden)[::2] == plain(unknown)[::2]


async def test_who_stands_in_is_listed_by_pages_until_it_is_over_or_somebody_ends_it(
    box: Letterbox,
) -> None:
    path = f"/api/units/{DATC}/substitutes"
    other = await user_name(box.served, await box.served.signed_in({Role.PROFESSIONAL}, {DATC}))
    now = box.served.around.clock.now()
    for days in (3, 1, -9):
        since = now + timedelta(days=days)
        stretch = {"since": since.isoformat(), "until": (since + timedelta(days=5)).isoformat()}
        body = {"professional": box.to, "substitute": other, **stretch}
        assert (await box.anna.post(path, json=body, headers=command())).status_code == 201
    first = await box.anna.get(path, params={"limit": 1})
    rest = await box.anna.get(path, params={"limit": 1, "after": 1})
    [one], [two] = first.json()["substitutes"], rest.json()["substitutes"]
    assert one["since"] < two["since"]
    assert ("link" in first.headers, "link" in rest.headers) == (True, False)
    for _ in range(2):
        ended = await box.anna.post(f"{path}/{one['id']}/end", headers=command())
        assert (ended.status_code, ended.json()) == (200, {"set": False})
    assert (await box.anna.get(path)).json()["substitutes"] == [two]
    south = await box.served.signed_in({Role.RECEPTION}, {NORD})
    elsewhere = path.replace(DATC, NORD)
    answer = await south.post(f"{elsewhere}/{two['id']}/end", headers=command())
    assert (answer.status_code, (await south.get(elsewhere)).json()) == (404, {"substitutes": []})


async def test_the_page_ends_a_substitution_where_it_is_made(box: Letterbox) -> None:
    pending = f"/units/{DATC}/pending"
    other = await user_name(box.served, await box.served.signed_in({Role.PROFESSIONAL}, {DATC}))
    today = box.served.around.clock.now().date()
    days = {"first": today.isoformat(), "last": (today + timedelta(days=2)).isoformat()}
    form = {"professional": box.to, "substitute": other, **days}
    made = await box.anna.post(f"{pending}/substitutes", data=form, headers=command())
    assert made.headers["location"] == f"{pending}?stands=0"
    page = (await box.anna.get(made.headers["location"])).text
    [end] = re.findall(rf'action="({pending}/substitutes/[^"]+/end)"', page)
    ended = await box.anna.post(end, headers=command())
    page = (await box.anna.get(ended.headers["location"])).text
    assert "/end" not in page
    assert 'id="new-substitute" open' in page
