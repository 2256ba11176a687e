"""What was done, as those who did it wrote it down: the other side of the recount."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from deploy.cli.day.handing import Handing
from shared.city import City
from shared.contracts.gateway import AppointmentState, ContactState, Door, Outcome, contact_id

Figures = Counter[str]
"""Numbers by their name."""
LEFT = frozenset({ContactState.ABANDONED, ContactState.MISSED})


@dataclass(frozen=True, slots=True)
class Entry:
    """A contact, as far as it counts."""

    unit: str
    day: date
    state: str
    started: bool = False
    outcome: str | None = None
    exchange: bool = False

    def figures(self) -> Figures:
        """What it is in the figures."""
        found = Figures({"opened": 1, "served": int(self.started)})
        found["left unserved"] = int(self.state in LEFT)
        if self.outcome is not None and self.state == ContactState.CLOSED:
            found[f"ended: {self.outcome}"] = 1
        lost = self.exchange and self.state == ContactState.ABANDONED
        found["calls to return"] = int(lost or self.outcome == Outcome.CALL_BACK)
        return found


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment, as far as it counts."""

    unit: str
    day: date
    state: str

    def figures(self) -> Figures:
        """What it is in the figures."""
        return Figures({f"appointments: {self.state}": 1})


@dataclass(slots=True)
class Ledger:
    """Everything that was done, by what it was done with; ``before`` is as it was found."""

    here: City
    contacts: dict[str, Entry] = field(default_factory=dict)
    appointments: dict[str, Booked] = field(default_factory=dict)
    first_visits: dict[str, tuple[str, date]] = field(default_factory=dict)
    """Times with which referrals were accepted, of which unit and day: the gateway books them."""
    before: dict[str, Entry | Booked] = field(default_factory=dict)
    offers: dict[str, tuple[str, date]] = field(default_factory=dict)
    """Calls about offered places, which open by themselves: of which unit and day."""
    _offered_before: set[str] = field(default_factory=set)
    _tickets: dict[tuple[str, date, str], str] = field(default_factory=dict)
    doors: Figures = field(default_factory=Counter)
    """How many came through each door."""
    handing: Handing = field(init=False)
    """What was done by the doors of referrals and groups."""
    standing: Figures = field(default_factory=Counter)
    """What stands at the end by the other doors."""
    notes: Figures = field(default_factory=Counter)
    """What else is worth telling at the end."""

    def __post_init__(self) -> None:
        self.handing = Handing(self.here)

    def opened(self, contact: Mapping[str, Any]) -> None:
        """Somebody came, by our own act."""
        self.contacts[contact["id"]] = self._entry(contact)
        self.before.pop(contact["id"], None)  # called before its door was written down
        self.doors[contact["door"]] += 1

    def ticket(self, unit: str, code: str | None, at: datetime) -> None:
        """A ticket was taken at the kiosk; all that is known is what stands on it, if that."""
        unread = f"unread {self.doors[Door.KIOSK]}"
        key = (unit, self.here.day(at), code or unread)
        name = "/".join(map(str, key))
        self._tickets[key] = name
        self.contacts[name] = Entry(unit, key[1], ContactState.WAITING)
        self.doors[Door.KIOSK] += 1

    def contact(self, contact: Mapping[str, Any]) -> None:
        """How a contact stands; one that is met for the first time was there before us."""
        entry, name = self._entry(contact), contact["id"]
        ticket = self._tickets.pop((entry.unit, entry.day, contact["code"] or ""), None)
        if ticket is not None:
            del self.contacts[ticket]
            self.before.pop(name, None)  # called before the ticket was read
        elif name not in self.contacts:
            self.before[name] = entry
        known = self.contacts.get(name)
        if known is not None and known.exchange and known.state == ContactState.CLOSED:
            # an answer from before it was hung up may come after that
            entry = replace(entry, state=known.state, outcome=entry.outcome or known.outcome)
        self.contacts[name] = replace(entry, exchange=known.exchange if known else False)

    def rang(self, call: str, unit: str, at: datetime) -> None:
        """A call of the exchange rings."""
        name = str(contact_id(call))
        self.contacts[name] = Entry(unit, self.here.day(at), ContactState.RINGING, exchange=True)
        self.doors[Door.PHONE] += 1

    def answered(self, call: str) -> None:
        """Somebody answered it."""
        name = str(contact_id(call))
        self.contacts[name] = replace(self.contacts[name], state=ContactState.SERVING, started=True)

    def is_answered(self, call: str) -> bool:
        """Whether it was told that somebody answered it."""
        known = self.contacts.get(str(contact_id(call)))
        return known is not None and known.state == ContactState.SERVING

    def hung_up(self, call: str) -> None:
        """It is over: as was said, as not recorded, or without an answer."""
        name = str(contact_id(call))
        before = self.contacts[name]
        if before.started:
            outcome = before.outcome or Outcome.NOT_RECORDED
            self.contacts[name] = replace(before, state=ContactState.CLOSED, outcome=outcome)
        else:
            self.contacts[name] = replace(before, state=ContactState.ABANDONED)

    def booked(self, appointment: Mapping[str, Any]) -> None:
        """An appointment was given, by our own act."""
        self.appointments[appointment["id"]] = self._booked(appointment)

    def offered_before(self, call: Mapping[str, Any]) -> None:
        """Somebody was to be called about an offered place before anything was played."""
        self._offered_before.add(call["id"])

    def offered(self, call: Mapping[str, Any]) -> None:
        """Somebody is, or was, to be called about an offered place."""
        if call["id"] not in self._offered_before:
            day = self.here.day(datetime.fromisoformat(call["first_at"]))
            self.offers[call["id"]] = (call["unit"], day)

    def asked_first_visit(self, slot: str, unit: str, at: datetime) -> None:
        """A referral was accepted with that time."""
        self.first_visits[slot] = (unit, self.here.day(at))

    def appointment(self, appointment: Mapping[str, Any]) -> None:
        """How an appointment stands; whichever is met first and we did not ask for was there."""
        booked, name = self._booked(appointment), appointment["id"]
        if name not in self.appointments and appointment["slot"] not in self.first_visits:
            self.before[name] = booked
        self.appointments[name] = booked

    def figures(self) -> dict[tuple[str, date], Figures]:
        """What all of it changes in the figures, by unit and day."""
        found: defaultdict[tuple[str, date], Figures] = defaultdict(Counter)
        now: list[Entry | Booked] = [*self.contacts.values(), *self.appointments.values()]
        for each in now:
            found[each.unit, each.day].update(each.figures())
        for was in self.before.values():
            found[was.unit, was.day].subtract(was.figures())
        for key in self.offers.values():
            found[key]["calls to return"] += 1
        for key, figures in self.handing.figures():
            found[key].update(figures)
        return dict(found)

    def unended(self) -> list[str]:
        """Contacts in person of which the end was not seen."""
        ended = {*LEFT, ContactState.CLOSED, ContactState.VOIDED}
        return [
            name
            for name, each in self.contacts.items()
            if each.state not in ended and not each.exchange and "/" not in name
        ]

    def _entry(self, contact: Mapping[str, Any]) -> Entry:
        day = self.here.day(datetime.fromisoformat(contact["opened_at"]))
        started = contact["started_at"] is not None
        return Entry(contact["unit"], day, contact["state"], started, contact["outcome"])

    def _booked(self, appointment: Mapping[str, Any]) -> Booked:
        day = self.here.day(datetime.fromisoformat(appointment["starts_at"]))
        return Booked(appointment["unit"], day, AppointmentState(appointment["state"]))
