"""Who enrolled by page, by a professional or by a partner: sealed, each field in its place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.groups.domain.place import Place
from shared.db import Tx
from shared.encryption import Encrypted, Keyring, open_sealed, seal
from shared.encryption import Place as Where

ATTENDEES = Encrypted("attendee", ("name", "mail", "telephone"))
ADD = """
INSERT INTO attendee (id, unit, name, mail, telephone, consented_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Attendee:
    """How somebody is called, and how they are told."""

    name: str
    mail: str | None = None
    telephone: str | None = None
    consented_at: datetime | None = None
    """When a partner said that they agree to be named; whoever enrols themselves does by it."""


async def add(tx: Tx, place: Place, who: Attendee, ring: Keyring) -> None:
    """Whose place it is."""

    def sealed(column: str, said: str | None) -> bytes | None:
        where = Where(ATTENDEES.table, column, place.id)
        return seal(ring.data, where, said) if said else None

    values = [sealed(each, getattr(who, each)) for each in ("name", "mail", "telephone")]
    await tx.execute(ADD, place.id, place.unit, *values, who.consented_at)


async def of(tx: Tx, places: Collection[UUID], ring: Keyring) -> dict[UUID, Attendee]:
    """Who they are, by place. Raises ``CannotBeOpened``. A look: record it before it leaves."""
    rows = await tx.fetch(
        "SELECT id, name, mail, telephone, consented_at FROM attendee WHERE id = ANY($1)",
        list(places),
    )

    def opened(column: str, place: UUID, sealed: bytes | None) -> str | None:
        where = Where(ATTENDEES.table, column, place)
        return open_sealed(ring.data, where, sealed) if sealed else None

    return {
        row["id"]: Attendee(
            opened("name", row["id"], row["name"]) or "",
            opened("mail", row["id"], row["mail"]),
            opened("telephone", row["id"], row["telephone"]),
            row["consented_at"],
        )
        for row in rows
    }


async def named(tx: Tx, places: Collection[UUID]) -> set[UUID]:
    """Of which places it is known here whose they are."""
    rows = await tx.fetch("SELECT id FROM attendee WHERE id = ANY($1)", list(places))
    return {row["id"] for row in rows}


def mail_of(place: UUID, sealed: bytes, ring: Keyring) -> str:
    """Where to write to them. Raises ``CannotBeOpened``."""
    return open_sealed(ring.data, Where(ATTENDEES.table, "mail", place), sealed)
