"""Recording looks, in the transaction of the reading: if it cannot be written, nothing leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import asyncpg

from shared.db import Tx
from shared.errors import Unavailable
from shared.identity import Principal

APPEND = "SELECT look_append($1, $2, $3, $4, $5, $6, $7)"


class Unrecorded(Unavailable):
    """The look could not be written down, so nothing is shown."""

    code = "unrecorded"
    title = "Who looks at this cannot be written down now, so nothing is shown."


class Relation(StrEnum):
    """Why somebody may see a person."""

    CONTACT = "contact"
    """They serve, or their unit has, an open contact of the person."""
    UNIT = "unit"
    """The person belongs to their unit."""
    SEARCH = "search"
    """The person was among the candidates of an exact search."""
    BREAK_GLASS = "break_glass"
    OFFICER = "officer"
    REFERRAL = "referral"
    """They are of one of the two sides of a referral that names the person."""
    ORGANISATION = "organisation"
    """Their own organisation enrolled the person in a session."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, by which act (the route's name), from which address."""

    who: Principal
    act: str
    address: str | None = None
    unit: str | None = None
    """At which unit, where the address says so; else what ``unit_of`` finds."""


@dataclass(frozen=True, slots=True)
class Look:
    """One person whose data is about to leave, and why it may."""

    person: UUID
    relation: Relation


async def record(tx: Tx, reader: Reader, looks: Sequence[Look]) -> None:
    """Write the looks down before the data leaves. Raises ``Unrecorded``: then let nothing leave.

    Call it last: from here to the commit every other look of the service waits.
    """
    if not looks:
        return
    try:
        await tx.execute(
            APPEND,
            [look.person for look in looks],
            [look.relation for look in looks],
            reader.who.id,
            " ".join(sorted(reader.who.roles)),
            reader.unit or unit_of(reader.who),
            reader.address,
            reader.act,
        )
    except (asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError, OSError) as why:
        raise Unrecorded from why


def unit_of(who: Principal) -> str | None:
    """The unit at which somebody works now: chosen in the bar, or the only one of their scope."""
    if who.unit and who.sees(who.unit):
        return who.unit
    return next(iter(who.units)) if who.units and len(who.units) == 1 else None
