"""What a telephone exchange tells of its calls: in any order, late, and as often as it likes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from services.gateway import store
from services.gateway.commands.asking import leave
from services.gateway.commands.returning import heard
from services.gateway.commands.telling import tell_all
from services.gateway.domain import Call, CallEvent, Contact, Known, Origin, learn
from shared.city import City, UnitKind
from shared.city.store import NoCity, versions
from shared.contracts.gateway import ContactEvent, contact_id
from shared.db import Tx
from shared.encryption import KeySource
from shared.identity import Principal
from shared.widening import everywhere, widen


@dataclass(frozen=True, slots=True)
class Told:
    """One event of one call, as the exchange tells it."""

    call: str
    event: CallEvent
    known: Known
    number: str | None = field(default=None, repr=False)
    """From which it comes, in E.164, if the exchange says so."""


class Heard(StrEnum):
    """What became of one event."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    """The same was told before: nothing changes."""
    CONFLICT = "conflict"
    """Something else was told of this call and event before: this is refused."""
    UNKNOWN_UNIT = "unknown_unit"
    """The city has no such unit, or it is not this exchange's: this is refused."""


async def hear(
    tx: Tx, told: Sequence[Told], who: Principal, keys: KeySource | None = None
) -> list[Heard]:
    """Take in what the exchange tells of its own units; one answer for each, in their order.

    Without keys no number is kept, and everything else is as always.
    """
    cities = await versions(tx)
    if not cities:
        raise NoCity
    calls = {each.call for each in told}
    await store.calls.lock_calls(tx, calls)
    async with everywhere(tx):  # what other exchanges told of the same calls, at their units
        known = await store.calls.known_events(tx, calls)
    await widen(tx, {each.unit for call in known.values() for each in call.values()})
    units = {each.code for city in cities for each in city.units if who.sees(each.code)}
    answers, news = _compare(told, known, units)
    await store.calls.add_events(tx, news.items())
    contacts = await store.calls.contacts_of(tx, news)
    learnt = [
        step
        for call, events in news.items()
        for step in _learn(call, known.get(call, {}), events, (contacts.get(call), cities))
    ]
    kept = {contact.exchange_call: contact for contact, _ in learnt}
    await store.contacts.keep_all(tx, list(kept.values()))
    for call, contact in kept.items():
        await leave(tx, contacts.get(call or ""), contact)
    await tell_all(tx, [event for _, event in learnt])
    await _keep_numbers(tx, told, answers, keys)
    await heard(
        tx,
        [
            (contacts.get(call), contact, _holding(cities, contact.opened_at))
            for call, contact in kept.items()
            if call
        ],
    )
    return answers


async def _keep_numbers(
    tx: Tx, told: Sequence[Told], answers: Sequence[Heard], keys: KeySource | None
) -> None:
    numbered = [
        each
        for each, answer in zip(told, answers, strict=True)
        if each.number and answer in (Heard.ACCEPTED, Heard.DUPLICATE)
    ]
    if not numbered or keys is None or not keys.there:
        return
    ring = keys.ring()
    for each in numbered:
        of = contact_id(each.call)
        await store.pending.keep_number(
            tx, of, each.known.unit, each.number or "", ring, each.known.at
        )


def _compare(
    told: Sequence[Told], known: Mapping[str, Call], units: Set[str]
) -> tuple[list[Heard], dict[str, dict[CallEvent, Known]]]:
    """What each event is beside what is known and what came before it in the same request."""
    news: defaultdict[str, dict[CallEvent, Known]] = defaultdict(dict)
    answers = []
    for each in told:
        before = known.get(each.call, {}).get(each.event) or news[each.call].get(each.event)
        answer = _answer(each, before, units)
        if answer is Heard.ACCEPTED:
            news[each.call][each.event] = each.known
        answers.append(answer)
    return answers, {call: events for call, events in news.items() if events}


def _answer(each: Told, before: Known | None, units: Set[str]) -> Heard:
    if before is not None:
        return Heard.DUPLICATE if before == each.known else Heard.CONFLICT
    if each.known.unit not in units:
        return Heard.UNKNOWN_UNIT
    return Heard.ACCEPTED


def _learn(
    call: str, known: Call, news: Call, here: tuple[Contact | None, Sequence[City]]
) -> Iterator[tuple[Contact, ContactEvent]]:
    before, cities = here
    rang = known.get(CallEvent.RANG) or news.get(CallEvent.RANG)
    if rang is None:
        return
    city = _holding(cities, rang.at)
    if before is None:
        origin = Origin(call, city.version, _centre(city, rang.unit))
    else:
        origin = Origin(call, before.city_version, before.centre, before)
    yield from learn(known, news, origin, before.version if before else 0)


def _holding(cities: Sequence[City], at: datetime) -> City:
    """The version that held then; before the first, the first."""
    begun = [city for city in cities if city.valid_from is not None and city.valid_from <= at]
    if begun:
        return max(begun, key=lambda city: (city.valid_from, city.version))
    return min(cities, key=lambda city: (city.valid_from, -city.version))


def _centre(city: City, unit: str) -> str | None:
    found = city.unit(unit)
    return unit if found is not None and found.kind is UnitKind.CENTRE else None
