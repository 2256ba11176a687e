"""Every condition that a line of the policy names is asked, and by itself makes things absent.

Each route is asked twice about the same thing: as it is, and with nothing changed but the one fact
of the condition. The database's own wall is away, so that the application is seen to ask.
"""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from starlette.datastructures import Headers
from structlog.testing import capture_logs

from services.gateway.domain import Identity, Person
from services.gateway.policy import POLICY
from services.gateway.store.names import keep_name
from services.gateway.store.people import add_person
from shared.db import Scope, Tx, transaction
from shared.identity import Role
from shared.rights import Condition
from tests.fixtures.asking import Answer
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.databases import at, copy_of
from tests.fixtures.live import Stream
from tests.fixtures.web import Served, Serving
from tests.gateway.scene import VIOLENCE
from tests.shared.tried import OURS, Place, Tried, Who, arranged

ASKED = [(name, each) for name, rule in POLICY.items() for each in rule.conditions]
FOLLOW_UPS = {"follow_ups", "follow_ups_page"}
CARE = {"care_act", "agenda_care"}
"""Routes about whoever was sent to a professional today."""
LISTS = {
    "queue_of_unit",
    "desk_page",
    "desk_stream",
    "desks_of_unit",
    "paper_gap",
    "gap_of_unit",
    *FOLLOW_UPS,
}
AGENDA = {"agenda_of_unit", "agenda_page"}
"""Routes that leave a contact out, and are not absent themselves."""
CALLS = {"pending_page", "pending_stream", "pending_calls"}
"""The same of pending calls."""
ABSENT = {"call_next": 422, "desk_call": 422}
"""Nobody waits; everywhere else there is nothing here."""
PLACES = {"places_of_unit", "places_page"}
"""The same of places in sessions."""
REFERRALS = {"accepted_referrals"}
ANSWERING = {"answer_message", "pending_answer"}
"""Routes about a message to whoever asks, not a call."""
PLACING = {"ask_place", "placing_page_ask"}
"""Routes by which a reason that is being resolved ends with a place."""
CANDIDATES = {"search_people", "desk_person_search", "pending_search", "search_people_by_name"}
HISTORY = {"contacts_of_person", "person_page", "timeline"}
LEADS = {"queue_of_unit", "desks_of_unit", "contact"}
"""What somebody who only leads sees too: to them whatever is restricted is absent at once."""
CODE = "N 417"
BOOKED = "417417"
SLOT = f"""
INSERT INTO agenda_slot (id, unit, professional, starts_at, minutes, kind)
VALUES ($1, '{NORD}', gen_random_uuid(), $2, 30, 'ordinary')
"""
APPOINTMENT = f"""
INSERT INTO appointment (id, version, unit, slot, professional, kind, state, contact, code, day,
  language, requested_at, booked_at, starts_at, minutes)
VALUES ($1, 1, '{NORD}', $2, gen_random_uuid(), 'ordinary', 'arrived', $3, $5,
  ($4 AT TIME ZONE 'Europe/Madrid')::date, 'ca',
  $4, $4, $4, 30)
"""
NAME = "K••• K•••"
REDIRECTED = """
UPDATE contact SET follow_up_on = '2020-01-01', matters = jsonb_build_array(jsonb_build_object(
    'reason', 'DEP', 'outcome', 'redirected', 'at', opened_at
)) WHERE id = $1
"""
SENT = f"""
UPDATE contact SET matters = jsonb_build_array(jsonb_build_object(
    'reason', 'DEP', 'outcome', 'same_day_care', 'at', opened_at, 'care_unit', '{NORD}'
)) WHERE id = $1
"""


MADE_SO = dict.fromkeys(FOLLOW_UPS, REDIRECTED) | dict.fromkeys(CARE, SENT)
"""How the contact ended, of routes that ask for it."""
OPENED = f"""
INSERT INTO break_glass (id, person, staff, unit, roles, reason, opened_at, until)
VALUES (gen_random_uuid(), $1, $2, '{NORD}', 'reception', 'danger', clock_timestamp(),
  clock_timestamp() + interval '30 minutes')
"""
KEPT_FROM = """
INSERT INTO exclusion (id, person, staff, kind, set_by, set_at)
VALUES (gen_random_uuid(), $1, $2, 'by_person', $2, now())
"""


MESSAGE = "UPDATE pending_call SET origin = 'message', owner = $2 WHERE id = $1"
PUBLISHED = f"""
INSERT INTO group_session (session_id, version, programme, unit, language, starts_at, minutes,
  capacity, taken, offered, waiting, state, open, restricted)
VALUES ($1, 1, 'cook', '{NORD}', 'ca', $2, 90, 10, 0, 0, 0, 'published', true, false)
"""
IN_SESSION = f"""
INSERT INTO group_place (id, version, told, unit, contact, session, programme, held_at, starts_at,
  places, restricted, asked_at, state, dealt_with_at)
VALUES ($1, 1, 1, '{NORD}', $2, $3, 'cook', '{NORD}', $4, 1, false, $5, $6, $7)
"""
TOLD = {"deal_with_place", "undo_told_of_place"}
"""Who loses the place."""
HANDED_ON = f"""
INSERT INTO handed_on (id, version, told, unit, from_unit, contact, organisation, internal,
  restricted, state, sent_at)
VALUES ($1, 1, 1, '{NORD}', '{NORD}', $2, '{OURS}', true, false, 'accepted', $3)
"""


OF_CONTACT = ("contact", "person", "relative", "call", "gap", "slot", "appointment")
THINGS = (*OF_CONTACT, "session", "place", "referral")


class Thing(Place):
    """A person with a number of their own, and a contact."""

    def sent(self) -> dict[str, Any]:
        session = {"session": str(self.session)}
        return super().sent() | {
            "search_people": {"telephone": MARIA.telephone},
            "ask_place": session,
            "placing_page_ask": urlencode(session),
        }

    def values(self) -> dict[str, str]:
        link = {"link": str(link_of(self.person))} if self.person else {}
        return super().values() | link | {"act": "recall"}


@pytest_asyncio.fixture(scope="module")
async def house(
    server: str,
) -> AsyncIterator[tuple[Tried, dict[Role, tuple[UUID, dict[str, str]]]]]:
    """A gateway without its wall, and a receptionist, a professional and a manager of the north."""

    async def database(service: str) -> str:
        role = service if service == "identity" else None
        return at(server, await copy_of(server, service), role)

    async with AsyncExitStack() as stack:
        stack.enter_context(capture_logs())
        with pytest.MonkeyPatch.context() as patched:  # what it is told, it reads when it begins
            served = await Serving(database, patched, stack).service("gateway")
        await load_city(served.around.pool)
        account = await arranged(served)
        place = Thing(NORD, OURS, account, own=True, **{name: uuid4() for name in THINGS})
        tried = Tried(served, place, place, served.around.settings.database_url, walled=False)
        known: dict[Role, tuple[UUID, dict[str, str]]] = {}
        for role in (Role.RECEPTION, Role.PROFESSIONAL, Role.MANAGER):
            cookie = await tried.signed_in(Who(role))
            token = cookie["cookie"].partition("=")[2]
            who = await served.around.sessions.by_cookie(token)
            assert who
            known[role] = (who.id, cookie)
        yield tried, known


def asks_as(name: str, condition: Condition) -> Role:
    """Who asks: somebody to whom the condition makes the difference."""
    if condition is Condition.RESTRICTED and name in LEADS:
        return Role.MANAGER
    roles = POLICY[name].roles or frozenset()
    return Role.RECEPTION if Role.RECEPTION in roles else Role.PROFESSIONAL


async def lost(tx: Tx, contact: UUID, person: UUID | None, at: datetime) -> UUID:
    """The only pending call of the house."""
    call = uuid4()
    await tx.execute("UPDATE pending_call SET state = 'settled'")
    await tx.execute(
        "INSERT INTO pending_call (id, version, unit, origin, contact, person, state, first_at, "
        "due_at, attempts) VALUES ($1, 1, $2, 'abandoned', $3, $4, 'open', $5, $5, '[]')",
        call,
        NORD,
        contact,
        person,
        at,
    )
    return call


async def with_relative(tx: Tx, person: Person, contact: UUID, served: Served) -> None:
    """Let the person be found by the name, live with somebody, and have a timeline."""
    line = "INSERT INTO timeline VALUES ('contact', $1, 1, $1, NULL, $2, now(), '{}')"
    await tx.execute(line, contact, NORD)
    ring, now = served.around.keys.ring(), served.around.clock.now()
    relative = Person(relative_of(person.id), 1, Identity(MARIA.name))
    await tx.execute("DELETE FROM person_name_key")
    await keep_name(tx, person, ring)
    await add_person(tx, relative, ring, now)
    await tx.execute("INSERT INTO person_unit VALUES ($1, $2, $3, NULL)", relative.id, NORD, now)
    await tx.execute(
        "INSERT INTO person_link (id, one, other, kind, since, started_by) "
        "VALUES ($1, least($2::uuid, $3::uuid), greatest($2, $3), 'family', $4, $1)",
        link_of(person.id), person.id, relative.id, now,
    )  # fmt: skip


def relative_of(person: UUID) -> UUID:
    """Whom that person lives with."""
    return UUID(int=person.int ^ 1)


def link_of(person: UUID) -> UUID:
    """What says so."""
    return UUID(int=person.int ^ 2)


EMPTIED = (
    "DELETE FROM person_search",
    "DELETE FROM desk",
    "DELETE FROM group_place",
    "DELETE FROM handed_on",
    "UPDATE contact SET state = 'voided', ended_at = now()",
    "UPDATE person SET telephone_index = NULL, telephone = NULL",
)


def span(state: str, now: datetime) -> dict[str, str | None]:
    """A stretch that began a while ago."""
    since = (now - timedelta(minutes=25)).isoformat()
    return {"state": state, "at": since, "unit": NORD, "desk": None}


async def on_paper(tx: Tx, now: datetime) -> UUID:
    """Hours on paper that go on, and began when the contact was there."""
    hours = f"INSERT INTO paper_gap VALUES ($1, 1, '{NORD}', $2, NULL, NULL, false)"
    gap = uuid4()
    await tx.execute(hours, gap, now - timedelta(minutes=20))
    return gap


async def laid_out(tx: Tx, served: Served, case: tuple[str, Condition], reader: UUID) -> Place:
    """A person and a contact of theirs for one try, with nobody else in the house."""
    name, condition = case
    person, contact = uuid4(), uuid4()
    ring = served.around.keys.ring()
    for statement in EMPTIED:
        await tx.execute(statement)
    somebody = Person(person, 1, Identity(MARIA.name, MARIA.called))
    now = served.around.clock.now()
    await add_person(tx, somebody, ring, now)
    shown = name == "desk_page" and condition is Condition.SEALED
    at_desk = shown or name in {"desks_of_unit", "desk_person_search", *PLACING}
    concerned = (
        (condition is Condition.EXCLUDED and name not in CANDIDATES)
        or (name in HISTORY and condition is Condition.RESTRICTED)
        or name == "not_by_me"
        or shown
    )
    await with_relative(tx, somebody, contact, served)
    unit = SUD if condition is Condition.STRANGER else NORD
    await tx.execute("INSERT INTO person_unit VALUES ($1, $2, $3, NULL)", person, unit, now)
    if condition is Condition.STRANGER:
        search = "INSERT INTO person_search (reader, asked, found) VALUES ($1, '', $2)"
        await tx.execute(search, reader, person)
    state = "serving" if at_desk else "waiting"
    await tx.execute(
        "INSERT INTO contact (id, version, code, door, unit, state, city_version, opened_at, "
        "waiting_from, calls, spans, person, desk, matters) "
        "VALUES ($1, 1, $2, 'desk', $3, $4, 1, $5, $5, 0, $6, $7, $8, $9)",
        contact,
        CODE,
        NORD,
        state,
        now - timedelta(minutes=30),
        json.dumps([span(state, now)]),
        person if concerned else None,
        2 if name == "desks_of_unit" else 1 if at_desk else None,
        json.dumps([{"reason": "DEP"}] if name in PLACING else []),
    )
    for number, staff in ((1, reader), (2, uuid4())):
        theirs = contact if at_desk and number == (2 if name == "desks_of_unit" else 1) else None
        await tx.execute(
            "INSERT INTO desk VALUES ($1, $2, 'open', $3, $4, $5, 1)",
            NORD,
            number,
            now,
            staff,
            theirs,
        )
    call = await lost(tx, contact, person if concerned else None, now)
    times = await appointed(tx, name, contact, now)
    others = await handed_on(tx, name, contact, now)
    ids = (contact, person, relative_of(person), call, await on_paper(tx, now), *times, *others)
    return Thing(NORD, OURS, UUID(int=1), own=True, **dict(zip(THINGS, ids, strict=True)))


async def appointed(tx: Tx, name: str, contact: UUID, at: datetime) -> tuple[UUID, UUID]:
    """A time, and the contact's appointment in it unless it is only to be given."""
    slot, appointment = uuid4(), uuid4()
    await tx.execute("UPDATE agenda_slot SET closed_at = now()")
    await tx.execute(SLOT, slot, at)
    if name not in {"book", "booking_page_book"}:
        await tx.execute(APPOINTMENT, appointment, slot, contact, at, BOOKED)
    return slot, appointment


async def handed_on(tx: Tx, name: str, contact: UUID, at: datetime) -> tuple[UUID, UUID, UUID]:
    """A session that is open, a place of the contact's in it, and their referral to the unit."""
    session, place, referral = uuid4(), uuid4(), uuid4()
    starts = at + timedelta(days=3)
    state = "refused" if name in TOLD else "enrolled"
    told_at = at if name == "undo_told_of_place" else None
    await tx.execute(PUBLISHED, session, starts)
    await tx.execute(IN_SESSION, place, contact, session, starts, at, state, told_at)
    await tx.execute(HANDED_ON, referral, contact, at)
    return session, place, referral


ELSEWHERE = f"UPDATE person_unit SET unit = '{SUD}' WHERE person = $1"
APPLIED = {
    Condition.RELATION: [ELSEWHERE],
    Condition.NAMEABLE: [ELSEWHERE],
    Condition.STANDING: [ELSEWHERE, OPENED],  # which break-glass does not replace
    Condition.STRANGER: ["DELETE FROM person_search WHERE found = $1"],
    Condition.FOUND: ["UPDATE person SET telephone_index = NULL, telephone = NULL WHERE id = $1"],
    Condition.SEALED: [f"UPDATE person SET sealed = true, sealed_for = '{{{SUD}}}' WHERE id = $1"],
    Condition.EXCLUDED: [KEPT_FROM],
}
"""The one fact of each condition on a person."""


async def apply(tx: Tx, case: tuple[str, Condition], place: Place, reader: UUID) -> None:
    """The one fact of the condition."""
    _, condition = case
    if condition is Condition.RESTRICTED:
        await tx.execute("UPDATE contact SET reason = $2 WHERE id = $1", place.contact, VIOLENCE)
        passed = "UPDATE pending_call SET reason = $2, state = 'passed' WHERE id = $1"
        await tx.execute(passed, place.call, VIOLENCE)
        await tx.execute("UPDATE handed_on SET restricted = true WHERE id = $1", place.referral)
        return
    for statement in APPLIED[condition]:
        given = (place.person, reader) if "$2" in statement else (place.person,)
        await tx.execute(statement, *given)


async def end(tx: Tx, place: Place) -> None:
    """The contact ended so long ago that nothing is undone any more."""
    await tx.execute(
        "UPDATE contact SET state = 'closed', ended_at = now() - interval '11 minutes' "
        "WHERE id = $1",
        place.contact,
    )


async def frame(tried: Tried, known: dict[str, str], screen: str) -> Answer:
    """What the desk's stream, or that of the pending calls, pushes first."""
    part = {"desk": b"event: queue", "pending": b"event: list"}[screen]
    name, _, token = known["cookie"].partition("=")
    async with Stream(
        tried.served.app, f"/units/{NORD}/{screen}/stream", {}, {name: token}
    ) as stream:
        await stream.heard(part)
        return Answer(200, Headers(), stream._heard)


def shown(case: tuple[str, Condition], place: Place) -> str | None:
    """What an answer that leaves out shows otherwise."""
    name, condition = case
    if name == "desk_page" and condition is Condition.SEALED:
        return NAME
    if name in HISTORY and condition is Condition.RESTRICTED:
        return CODE
    left_out = (
        (CANDIDATES, "person"),
        (CALLS, "call"),
        (AGENDA, "appointment"),
        (PLACES, "place"),
        (REFERRALS, "referral"),
        (LISTS, "contact"),
    )
    what = next((what for names, what in left_out if name in names), None)
    return str(getattr(place, what)) if what else None


def is_there(case: tuple[str, Condition], answer: Answer, place: Place) -> bool:
    """Whether the answer shows that there is such a thing."""
    words = shown(case, place)
    if words:
        return words.encode() in answer.body
    absent = 409 if case == ("not_by_me", Condition.SEALED) else ABSENT.get(case[0], 404)
    return answer.status != absent


@pytest.mark.parametrize(
    "case", ASKED, ids=lambda case: f"{case[0]} {case[1]}" if isinstance(case, tuple) else str(case)
)
async def test_a_condition_alone_makes_the_difference(
    house: tuple[Tried, dict[Role, tuple[UUID, dict[str, str]]]], case: tuple[str, Condition]
) -> None:
    tried, known = house
    name, condition = case
    reader, cookie = known[asks_as(name, condition)]
    [asked] = [each for each in tried.requests() if each[0] == name]
    there = []
    for holds in (False, True):
        async with transaction(tried.served.around.pool, Scope.SYSTEM) as tx:
            place = await laid_out(tx, tried.served, case, reader)
            if name in MADE_SO:
                await tx.execute(MADE_SO[name], place.contact)
            if name in ANSWERING:
                await tx.execute(MESSAGE, place.call, reader)
            if condition is Condition.RESTRICTED and name not in LEADS:
                await end(tx, place)
            if holds:
                await apply(tx, case, place, reader)
        answer = await (
            frame(tried, cookie, name.partition("_")[0])
            if name.endswith("_stream")
            else tried.ask(cookie, asked, place)
        )
        there.append(is_there(case, answer, place))
    assert there == [True, False]
