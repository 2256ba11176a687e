"""Reading that the data-protection officer should know of, each with its reason.

The officers' own looks do not count. Being listed says only that somebody should ask.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import asyncpg

from services.gateway.domain.surnames import has_surname, shared_surname
from services.gateway.queries.surnames import SurnamesOf
from services.gateway.queries.unusual_looks import (
    BULK,
    CLOSED,
    FAR,
    NO_RELATION,
    NOWHERE,
    PAIRS,
    SEARCHED,
    TAKEN_BACK,
)
from shared.city import City
from shared.db import Tx


class Why(StrEnum):
    """What is unusual."""

    SURNAME = "surname"
    NO_RELATION = "no_relation"
    SEARCHED = "searched"
    TAKEN_BACK = "taken_back"
    FAR = "far"
    BULK = "bulk"
    CLOSED = "closed"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Asked:
    """From when until when, under which city's rules; what everybody who reads is called."""

    since: datetime
    until: datetime
    city: City
    names: Mapping[UUID, str | None]


@dataclass(frozen=True, slots=True)
class Unusual:
    """What a reader did, at one person or at ``people`` of them."""

    why: Why
    reader: UUID
    unit: str | None
    person: UUID | None
    people: int
    looks: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """Everything unusual in that time, newest first."""

    found: list[Unusual]
    unreadable: int
    """How many people's names do not open."""
    nameless: int
    """How many readers have no surname that could be compared."""


async def unusual(tx: Tx, asked: Asked, surnames_of: SurnamesOf) -> Review:
    """Go through the looks of that time."""
    found = [each async for each in _found(tx, asked)]
    pairs = await tx.fetch(PAIRS, asked.since, asked.until)
    families = await surnames_of(tx, list({row["person"] for row in pairs}))
    found += _relatives(pairs, families, asked)
    unreadable = sum(family is None for family in families.values())
    readers = {row["reader"] for row in pairs}
    nameless = sum(not has_surname(asked.names.get(reader)) for reader in readers)
    found.sort(key=lambda each: each.last, reverse=True)
    return Review(found, unreadable, nameless)


async def _found(tx: Tx, asked: Asked) -> AsyncIterator[Unusual]:
    placed = [(unit.code, unit.district) for unit in asked.city.units if unit.district]
    units, districts = [code for code, _ in placed], [district for _, district in placed]
    most = asked.city.rules.reading.people_an_hour
    ask: list[tuple[Why, str, tuple[object, ...]]] = [
        (Why.NO_RELATION, NO_RELATION, ()),
        (Why.SEARCHED, SEARCHED, ()),
        (Why.TAKEN_BACK, TAKEN_BACK, ()),
        (Why.FAR, FAR, (units, districts)),
        (Why.BULK, BULK, (most,)),
        (Why.NOWHERE, NOWHERE, (asked.city.timezone,)),
        (
            Why.CLOSED,
            CLOSED,
            (*_openings(asked), [unit.code for unit in asked.city.units], asked.city.timezone),
        ),
    ]
    for why, statement, arguments in ask:
        for row in await tx.fetch(statement, asked.since, asked.until, *arguments):
            yield Unusual(why, **dict(row))


def _relatives(
    pairs: Sequence[asyncpg.Record], families: Mapping[UUID, str | None], asked: Asked
) -> Iterator[Unusual]:
    """Whoever read of somebody with a surname of their own."""
    for row in pairs:
        family = families.get(row["person"])
        if family and shared_surname(asked.names.get(row["reader"]), family):
            yield Unusual(Why.SURNAME, **dict(row))


def _openings(asked: Asked) -> tuple[list[str], list[datetime], list[datetime]]:
    """When each unit was open: units, from when, until when."""
    city = asked.city
    first, last = city.day(asked.since), city.day(asked.until)
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    found = [
        (
            unit.code,
            city.instant(day, hours.opens),
            city.instant(day, hours.closes),
        )
        for unit in city.units
        for day in days
        for hours in city.hours(unit, day)
    ]
    return [unit for unit, _, _ in found], [at for _, at, _ in found], [at for _, _, at in found]
