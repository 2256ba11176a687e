"""Recording looks, in the transaction of the reading: if it cannot be written, nothing leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.db import Tx
from shared.identity import Principal

RECORD = """
INSERT INTO look (person, reader, unit, address, act, relation)
SELECT person, $3, $4, $5, $6, relation FROM unnest($1::uuid[], $2::text[]) AS l (person, relation)
"""


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


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, by which act (the route's name), from which address."""

    who: Principal
    act: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One person whose data is about to leave, and why it may."""

    person: UUID
    relation: Relation


async def record(tx: Tx, reader: Reader, looks: Sequence[Look]) -> None:
    """Write the looks down before the data leaves."""
    if looks:
        await tx.execute(
            RECORD,
            [look.person for look in looks],
            [look.relation for look in looks],
            reader.who.id,
            reader.who.unit,
            reader.address,
            reader.act,
        )
