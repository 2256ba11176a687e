"""A service that is tried: its application, two centres with something in each, and who asks."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from fastapi.routing import iter_route_contexts

from services.gateway import commands, store
from services.gateway.commands import Arrival, By
from services.gateway.commands.closing import THE_CLOCK
from services.gateway.domain import Identity, agenda
from services.gateway.domain.pending import pending_id
from services.gateway.domain.places import Place as InSession
from services.gateway.domain.slots import Series
from services.groups import commands as groups
from services.groups.domain.series import Every, Recurrence
from services.referrals import commands as referrals
from services.referrals.domain import Content
from shared.contracts.gateway import AppointmentKind, AppointmentState, Door
from shared.db import Scope, Tx, transaction
from shared.identity import MACHINES, PARTNERS, Role, administration, keys
from shared.identity.rights import rights
from shared.web.rates import Rate
from tests.fixtures.asking import Answer, ask
from tests.fixtures.canaries import MARIA, WORDS, somebody, telephone
from tests.fixtures.cities import DATC, NORD, SUD, a_city, load_city, open_day
from tests.fixtures.databases import at, copy_of
from tests.fixtures.web import Served, Serving, command
from tests.indicators.contacts import a_contact, beat, keep

SERVICES = ("gateway", "referrals", "groups", "indicators")
WAITING = {NORD: 1, SUD: 17}
"""How many contacts the indicators know at each centre; all of them wait."""
IDENTITIES = {NORD: Identity(MARIA.name), SUD: Identity(somebody(777).name, somebody(777).called)}
"""The gateway's people."""
TRIED = [(service, walled) for service in SERVICES for walled in (True, False)]
OURS, THEIRS = "prism", "other"
"""Organisations."""
DAY = "2026-03-02"
TIMES = {
    **{"kind": "ordinary", "minutes": 30, "opens": "10:00", "closes": "10:30"},
    **{"first": "2090-03-06", "until": "2090-03-06"},
}
"""A Monday's, to come for a long time."""
HOLDERS = {NORD: uuid4(), SUD: uuid4()}
"""Who holds the session of each unit."""
SERIES = {"programme": "energy", "every": "once", "first": "2090-03-06", "clock": "10:00"}
EVERY_DAY = frozenset(range(7))
REFUSED = {401, 403, 404}
ENDLESS = Rate(1e9, 1e9)
WRITES = {"unit": NORD, "reason": "DEP", "name": MARIA.name, "about": WORDS, "consents": [NORD]}
WRITES_FORM = {"unit": NORD, "reason": "DEP", "name": MARIA.name, "about": WORDS}
RIGHTS = {"role": "reception", "scope": "units", "unit": SUD}
LAST = ("not_by_me", "sign_out", "end_sessions")
"""What ends the session, or the sight of somebody, is tried at the end by somebody new."""


def name_of(tried: tuple[str, bool]) -> str:
    """What a try is called."""
    return f"{tried[0]} {'with' if tried[1] else 'without'} the wall"


@dataclass(frozen=True, slots=True)
class Who:
    """A role with its scope; none is nobody."""

    role: Role | None
    whole_city: bool = False
    more: frozenset[str] = frozenset()
    """Units beside one's own centre: those of a district."""

    @property
    def units(self) -> frozenset[str] | None:
        """What it answers for."""
        return None if self.whole_city or self.role in PARTNERS else frozenset({NORD, *self.more})

    @property
    def organisation(self) -> str | None:
        """Whom it belongs to."""
        return OURS if self.role in PARTNERS else None

    def __str__(self) -> str:
        where = " of the city" if self.whole_city else " of several" if self.more else ""
        return f"{self.role or 'nobody'}{where}"


EVERYBODY = [Who(None), *(Who(r) for r in Role), *(Who(r, True) for r in set(Role) - PARTNERS)]
EVERYBODY += [Who(r, more=frozenset({DATC})) for r in (Role.MANAGER, Role.RECEPTION)]
EVERYBODY.sort(key=str)


@dataclass(frozen=True, slots=True)
class Place:
    """What a request is about: a unit and what is in it, of an organisation."""

    unit: str
    organisation: str
    account: UUID
    own: bool
    contact: UUID | None = None
    person: UUID | None = None
    relative: UUID | None = None
    call: UUID | None = None
    """A pending call."""
    slot: UUID | None = None
    appointment: UUID | None = None
    place: UUID | None = None
    """In a session."""
    gap: UUID | None = None
    block: UUID | None = None
    referral: UUID | None = None
    session: UUID | None = None
    """Of a group."""
    series: UUID | None = None

    def values(self) -> dict[str, str]:
        """What addresses may name."""
        return {
            "unit": self.unit,
            "area": self.unit,
            "organisation": self.organisation,
            "contact_id": str(self.contact),
            "person_id": str(self.person),
            "person": str(self.person),
            "entry_id": str(self.call),
            "call_id": str(self.call),
            "call_act": "own",
            "care_act": "receive",
            "language": "ca",
            "desk": "1",
            "change": "open",
            "act": "acknowledge" if self.referral else "recall",
            "reason": "DEP",
            "turn": "reopen",
            "step": "asked",
            "gap": str(self.gap),
            "block": str(self.block),
            "course": "entered",
            "path": "tokens.css",
            "account": str(self.account),
            "session": str(self.account),
            "token": "made-up",
            "rule": str(self.account),
            "substitution": str(self.account),
            "use": str(self.account),
            "slot_id": str(self.slot),
            "appointment_id": str(self.appointment),
            "end": "miss",
            "place_id": str(self.place or self.account),
            "place_act": "withdraw",
            "session_id": str(self.session),
            "series_id": str(self.series),
            "link": str(self.account),
            "referral_id": str(self.referral),
        }

    def sent(self) -> dict[str, Any]:
        """What routes are sent, by name: a form where it is text, else JSON."""
        call = {"call": f"c-{uuid4().hex}", "event": "rang", "at": f"{DAY}T08:00:00Z"}
        return {
            "choose_language": urlencode({"language": "ca"}),
            "choose_unit": urlencode({"unit": self.unit}),
            "open_contact": {},
            "kiosk_check_in": urlencode({"notice": "3", "code": "123456"}),
            "kiosk_take": urlencode({"notice": "3"}),
            "note_papers": {"done": "missing"},
            "reserve_block": {"count": 1},
            "declare_gap": {"began_at": f"{DAY}T08:00:00Z", "ended_at": f"{DAY}T09:00:00Z"},
            "enter_contact": {"code": "1", "ending": "still_waiting"},
            "end_truly": {"ending": "left_unserved"},
            "end_gap": {},
            "close": {"outcome": "informed"},
            "pass_on": {"unit": self.unit},
            "triage": {"level": "ordinary"},
            "add_reason": {"reason": "DEP"},
            "end_reason": {"outcome": "informed"},
            "say_circumstances": {"circumstances": []},
            "say_ways": {"language": "ca"},
            "say_intensity": {"intensity": "first_care"},
            "attend_today": {"unit": self.unit},
            "say_in_referral": {"words": WORDS},
            "referral_page_say": urlencode({"words": WORDS}),
            "redirect": {"owner": "housing"},
            "refer": {"unit": SUD if self.unit == NORD else NORD},
            "answer_follow_up": {"arrived": "yes"},
            "follow_up_answered": urlencode({"reason": "DEP", "arrived": "yes"}),
            "open_slots": TIMES | {"weekdays": [0]},
            "agenda_open": urlencode(TIMES),
            "book": {"unit": self.unit, "slot": str(self.slot)},
            "booking_page_book": urlencode({"at": self.unit, "slot": str(self.slot)}),
            "ask_place": {"session": str(self.place)},
            "placing_page_ask": urlencode({"session": str(self.place)}),
            "answer_place": {"answer": "withdrawn"},
            "move_appointment": {"slot": str(self.slot)},
            "moving_page_move": urlencode({"slot": str(self.slot)}),
            "check_in": {"code": "made-up"},
            "agenda_arrive": urlencode({"code": "made-up"}),
            "appointment_change": urlencode({"change": "cancel"}),
            "open_series": {**SERIES, "room": uuid4().hex},
            "sessions_page_open": urlencode({**SERIES, "room": uuid4().hex}),
            "change_capacity": {"capacity": 30},
            "change_facilitators": {"facilitators": [str(HOLDERS[self.unit])]},
            "entrust_session": {"holder": str(HOLDERS[self.unit])},
            "sessions_page_entrust": urlencode({"holder": str(HOLDERS[self.unit])}),
            "count_people": {"uncounted": 3},
            "enrol": {"name": MARIA.name},
            "mark_attendance": {"attendance": "attended"},
            "partner_enrol": {"name": MARIA.name, "consent": True},
            "partner_answer": {"answer": "withdrawn"},
            "partner_session_page_enrol": urlencode({"name": MARIA.name, "consent": "true"}),
            "partner_places_page_answer": urlencode({"answer": "withdrawn"}),
            "open_page_enrol": urlencode({"name": MARIA.name, "telephone": telephone(3)}),
            "place_page_answer": urlencode({"answer": "withdrawn"}),
            "sheet_page_act": urlencode({"act": "capacity", "capacity": 30}),
            "sheet_page_enrol": urlencode({"name": MARIA.name}),
            "sheet_page_mark": urlencode({"place": self.place, "attendance": "late"}),
            "sheet_page_answer": urlencode({"place": self.place, "answer": "withdrawn"}),
            "telephony_events": {"events": [{**call, "unit": self.unit}]},
            "change_language": urlencode({"language": "es"}),
            "change_password": urlencode({"present": "p", "password": "n", "repeated": "n"}),
            "add_account": urlencode({"user_name": f"a{uuid4().hex[:9]}", **RIGHTS}),
            "change_rights": urlencode(RIGHTS),
            "set_active": urlencode({"active": "true"}),
            "add_key": urlencode({"name": f"k{uuid4().hex[:9]}", **RIGHTS, "role": "kiosk"}),
            "rotate_key": urlencode({"name": "kiosk-there"}),
            "revoke_key": urlencode({"prefix": "portes_000000"}),
            "new_person": {"name": MARIA.name},
            "search_people": {"telephone": MARIA.telephone},
            "search_people_by_name": {"name": MARIA.name},
            "link_people": {"person": str(self.relative), "kind": "household"},
            "person_page_household": urlencode({"asked": MARIA.name}),
            "person_page_link": urlencode({"person": str(self.relative), "kind": "household"}),
            "correct_person": {"language": "ca"},
            "name_person": {"person": str(self.person)},
            "exclude_staff": {"colleague": "somebody"},
            "person_page_exclude": urlencode({"colleague": "somebody"}),
            "seal_person": {"units": ["nowhere"], "reason": "risk"},
            "person_page_seal": urlencode({"units": "nowhere", "reason": "risk"}),
            "unseal_person": {"reason": "wish"},
            "person_page_unseal": urlencode({"reason": "wish"}),
            "declare_conflict": {"telephone": telephone(1)},
            "account_conflict": urlencode({"asked": telephone(1)}),
            "end_exclusion": {"reason": WORDS},
            "exclusion_end": urlencode({"why": WORDS}),
            "change_seal": {"units": [], "reason": "moved"},
            "sealed_change": urlencode({"reason": "moved"}),
            "break_glass": {"unit": self.unit, "reason": "danger", "words": WORDS},
            "glass_page_break": urlencode({"reason": "danger", "words": WORDS}),
            "note_attempt": {"result": "engaged"},
            "reach_call": {"outcome": "informed"},
            "settle_call": {"how": "withdrawn"},
            "answer_offer": {"answer": "accepted"},
            "give_up_call": {"why": "not_reached"},
            "name_call": {"person": None},
            "leave_message": {"to": "somebody", "words": WORDS},
            "answer_message": {"words": WORDS},
            "set_substitute": {
                "professional": "somebody",
                "substitute": "somebody",
                "since": f"{DAY}T00:00:00Z",
                "until": f"{DAY}T08:00:00Z",
            },
            **dict.fromkeys(("check_referral", "write_referral", "rewrite_referral"), WRITES),
            "choose_opening": {},
            **dict.fromkeys(("new_check", "new_page_keep"), urlencode(WRITES_FORM)),
            "referral_page_answer": urlencode({"answer": "accepted"}),
            "pending_act": "",
            "pending_number": "",
            "pending_candidates": "",
            "pending_search": urlencode({"asked": MARIA.telephone}),
            "pending_person_new": urlencode({"name": MARIA.name}),
            "pending_message": urlencode({"to": "somebody", "words": WORDS}),
            "pending_answer": urlencode({"words": WORDS}),
            "pending_substitute": urlencode({"professional": "somebody", "substitute": "b"}),
            "person_page_data": "",
            "person_page_correct": urlencode({"name": MARIA.name}),
            "desk_person_search": urlencode({"asked": MARIA.telephone}),
            "audit_people": urlencode({"asked": MARIA.telephone}),
            "desk_person_new": urlencode({"contact": str(self.contact), "name": MARIA.name}),
            "desk_person_named": urlencode(
                {"contact": str(self.contact), "person": str(self.person)}
            ),
        }


ASKED = {
    "figures_of_area": f"?from={DAY}&grain=day",
    "calls_report": f"?day={DAY}",
    "load_report": f"?at={DAY}T10:00",
}
"""What addresses must ask besides."""
TOLD_INSIDE = {"telephony_events", "telephony_tally"}
"""Routes that answer of a share by leaving the rest out, and so never with 404."""


@dataclass(slots=True)
class Tried:
    """A service that runs, with a place of one's own and another."""

    served: Served
    own: Place
    other: Place
    dsn: str
    """The service's database, as the service connects to it."""
    walled: bool

    async def signed_in(self, who: Who) -> dict[str, str]:
        """The headers by which somebody is known: people's a cookie, machines' a key."""
        if who.role is None:
            return {}
        make = self.served.machine if who.role in MACHINES else self.served.signed_in
        client = await make({who.role}, who.units, who.organisation)
        if who.role in MACHINES:
            return {"authorization": client.headers["authorization"]}
        return {"cookie": "; ".join(f"{k}={v}" for k, v in client.cookies.items())}

    def requests(self) -> Iterator[tuple[str, str, str]]:
        """Each route's name, method and path as it is written."""
        found = [
            (str(context.name), method, str(context.path))
            for context in iter_route_contexts(self.served.app.routes)
            if context.path
            for method in sorted(set(context.methods or ()) - {"HEAD"})
        ]
        found.append(("static", "GET", "/static/{path}"))
        yield from sorted(found, key=lambda each: each[0] in LAST)

    async def ask(
        self,
        known: dict[str, str],
        asked: tuple[str, str, str],
        place: Place,
        instead: tuple[str, bytes] | None = None,
    ) -> Answer:
        """What is answered about this place; ``instead`` is another body, with its type."""
        name, method, path = asked
        address = re.sub(r"\{(\w+)[^}]*\}", lambda found: place.values()[found[1]], path)
        body = place.sent().get(name, {} if "/api/" in path else "")
        form = isinstance(body, str)
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        content = (body if form else json.dumps(body)).encode() if method != "GET" else b""
        kind, content = instead or (kind, content)
        length = {"content-length": str(len(content)), "content-type": kind} if content else {}
        headers = {**known, **command(), **length}
        return await ask(self.served.app, method, address + ASKED.get(name, ""), headers, content)


async def arranged(served: Served) -> UUID:
    """A machine's key, and somebody's account; no route is asked too often."""
    rates = served.around.rates
    for each in (rates.people, rates.machines, rates.addresses, *rates.by_route.values()):
        each.rate = ENDLESS
    async with transaction(served.around.identity, Scope.SYSTEM) as tx:
        await keys.create(tx, "kiosk-there", rights(["kiosk"], [NORD]))
        return await administration.create(tx, "somebody", rights(["manager"]), "ca")


async def lost_call(tx: Tx, unit: str, by: By) -> UUID:
    """Somebody was on a telephone of the unit and gave up; their pending call."""
    contact = await commands.open_contact(tx, Arrival(unit, Door.PHONE), by)
    await commands.abandon(tx, contact.id, by)
    return pending_id(contact.id)


async def appointed(tx: Tx, unit: str, at: datetime) -> tuple[UUID, UUID]:
    """A time at a unit, with somebody's appointment in it."""
    by = By(THE_CLOCK, at)
    contact = await commands.open_contact(tx, Arrival(unit), by)
    first = open_day(at, 5)
    series = Series(AppointmentKind.ORDINARY, 30, time(10), time(10, 30), first, first, EVERY_DAY)
    [slot], _ = await commands.open_slots(tx, unit, series, By(replace(THE_CLOCK, id=uuid4()), at))
    made = agenda.Appointment(
        uuid4(), 1, unit, slot.id, slot.professional, slot.kind, AppointmentState.BOOKED,
        contact.id, None, "123456", "ca", at, at, slot.starts_at, slot.minutes,
    )  # fmt: skip
    await store.agenda.keep_appointment(tx, made, first)
    return slot.id, made.id


async def placed(tx: Tx, unit: str, contact: UUID, at: datetime) -> UUID:
    """A place in a session that was asked for there."""
    place = InSession(
        uuid4(), 0, 1, unit, contact, None, None, uuid4(), "cook", unit,
        at + timedelta(days=3), 1, False, at,
    )  # fmt: skip
    await store.places.keep_place(tx, place)
    return place.id


async def at_work(tx: Tx, unit: str, served: Served) -> dict[str, UUID]:
    """What there is at a unit of the gateway."""
    now = served.around.clock.now()
    by, before = By(THE_CLOCK, now), By(THE_CLOCK, now - timedelta(days=1))
    slot, appointment = await appointed(tx, unit, now)
    contact = await commands.open_contact(tx, Arrival(unit), by)
    ring = served.around.keys.ring()
    person, relative = [
        await commands.new_person(tx, IDENTITIES[unit], unit, before, ring) for _ in range(2)
    ]
    call = await lost_call(tx, unit, before)
    gap, block = await on_paper(tx, unit, before.at, by)
    return {
        "contact": contact.id,
        "person": person.id,
        "relative": relative.id,
        "call": call,
        "slot": slot,
        "appointment": appointment,
        "place": await placed(tx, unit, contact.id, now),
        "gap": gap,
        "block": block,
    }


async def referred(tx: Tx, unit: str, served: Served) -> dict[str, UUID]:
    """A referral that an organisation has sent to a unit."""
    whose = OURS if unit == NORD else THEIRS
    who = replace(THE_CLOCK, id=uuid4(), organisation=whose)
    by = referrals.By(who, served.around.clock.now())
    content = Content(name=MARIA.name, about=WORDS, consents=(unit,))
    ring = served.around.keys.ring()
    draft = await referrals.write(tx, referrals.Written(unit, "DEP", None, content), ring, by)
    [one] = await referrals.send(tx, draft.id, (), ring, by)
    return {"referral": one.id}


async def counted(tx: Tx, unit: str, served: Served) -> dict[str, UUID]:
    """Contacts of a unit, as the indicators know them."""
    await beat(tx, served.around.clock.now(), served.around.clock.real_now())
    await keep(tx, [a_contact(unit=unit, waits=None) for _ in range(WAITING[unit])])
    return {}


async def in_session(tx: Tx, unit: str, served: Served) -> dict[str, UUID]:
    """A session of a unit that is not the public's, and somebody's place in it."""
    now = served.around.clock.now()
    by = groups.By(THE_CLOCK, now)
    once = Recurrence(Every.ONCE, open_day(now, 9), time(10), 1)
    new = groups.NewSeries("energy", once, "Aula 1", public=False, facilitators=(HOLDERS[unit],))
    [session], _ = await groups.open_series(tx, unit, new, by)
    await groups.publish(tx, session.id, by)
    who = groups.Enrolling(groups.Attendee(IDENTITIES[unit].name))
    place = await groups.enrol(tx, session.id, who, served.around.keys, by)
    whose = OURS if unit == NORD else THEIRS
    await tx.execute("UPDATE place SET organisation = $2 WHERE id = $1", place.id, whose)
    return {"session": session.id, "series": session.series, "place": place.id}


async def on_paper(tx: Tx, unit: str, since: datetime, by: By) -> tuple[UUID, UUID]:
    """Hours on paper that go on, and a sheet of codes."""
    block = await commands.reserve_block(tx, unit, a_city().day(by.at), 1, by)
    return (await commands.declare_gap(tx, unit, since, None, by)).id, block.id


MADE = {"gateway": at_work, "referrals": referred, "groups": in_session, "indicators": counted}
"""What each service has of a unit when its routes are tried."""


@asynccontextmanager
async def trying(server: str, name: str, walled: bool) -> AsyncIterator[Tried]:
    """The service as its own user or, without the wall, as one from whom nothing is hidden."""

    async def database(service: str) -> str:
        role = service if walled or service == "identity" else None
        return at(server, await copy_of(server, service), role)

    async with AsyncExitStack() as stack:
        with pytest.MonkeyPatch.context() as patched:  # what it is told, it reads when it begins
            served = await Serving(database, patched, stack).service(name)
        await load_city(served.around.pool, a_city())
        somebody = await arranged(served)
        made: dict[str, dict[str, UUID]] = {NORD: {}, SUD: {}}
        async with transaction(served.around.pool, Scope.SYSTEM) as tx:
            for unit in (NORD, SUD):
                made[unit] = await MADE[name](tx, unit, served)
        own, other = (
            Place(unit, organisation, somebody, unit == NORD, **made[unit])
            for unit, organisation in ((NORD, OURS), (SUD, THEIRS))
        )
        yield Tried(served, own, other, served.around.settings.database_url, walled)
