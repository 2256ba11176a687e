"""Referrals, with what they say of somebody sealed."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.referrals.domain import Content, Referral
from shared.db import Tx
from shared.encryption import Encrypted, Keyring, Place, digest, digests, open_sealed, seal

REFERRALS = Encrypted("referral", ("content", "whom"), {"whom_index": "whom"})
REFERRAL = TypeAdapter(Referral)
CONTENT = TypeAdapter(Content)
NAMES = [field.name for field in fields(Referral)]
COLUMNS = ", ".join(NAMES)
KEEP = f"""
INSERT INTO referral ({COLUMNS}) VALUES ({", ".join(f"${n}" for n in range(1, len(NAMES) + 1))})
ON CONFLICT (id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in NAMES[1:])}
"""
NAME = """
UPDATE referral SET person = $2, person_version = $3 WHERE id = $1 AND person_version < $3
RETURNING true
"""
SEAL = "UPDATE referral SET content = $2, whom = $3, whom_index = $4 WHERE id = $1"
OPEN_ALIKE = """
SELECT id, content FROM referral WHERE whom_index = ANY($1) AND id <> $2 AND reason = $3
  AND state IN ('requested', 'accepted', 'in_progress', 'on_hold')
"""
OF_ORGANISATION = OPEN_ALIKE + " AND organisation = $4"
FOR_RECEIVER = OPEN_ALIKE + " AND unit = $4 AND organisation <> $5"


INSTEAD = f"""
SELECT {COLUMNS} FROM referral
WHERE replaces = $1 AND state NOT IN ('cancelled', 'entered_in_error')
ORDER BY written_at DESC, id LIMIT 1
"""


async def next_code(tx: Tx) -> str:
    """A code that no other referral has."""
    number = await tx.fetchval("SELECT nextval('referral_number')")
    return f"D-{number}"


async def keep(tx: Tx, referral: Referral) -> None:
    """Keep a referral as it is now; its content stays as it was."""
    await tx.execute(KEEP, *(getattr(referral, name) for name in NAMES))


async def take(tx: Tx, referral_id: UUID) -> Referral | None:
    """The referral, locked until the transaction ends: acts of both sides come one by one."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM referral WHERE id = $1 FOR UPDATE", referral_id)
    return None if row is None else referral_of(row)


async def name(tx: Tx, referral_id: UUID, person: UUID | None, version: int) -> bool:
    """Whom it concerns, unless this version of the gateway's or a later one has said so already.

    Whether that is news.
    """
    return bool(await tx.fetchval(NAME, referral_id, person, version))


async def one(tx: Tx, referral_id: UUID) -> Referral | None:
    """The referral as it stands."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM referral WHERE id = $1", referral_id)
    return None if row is None else referral_of(row)


async def instead_of(tx: Tx, referral_id: UUID) -> Referral | None:
    """What its sender writes or has sent in its place, and has not taken back."""
    row = await tx.fetchrow(INSTEAD, referral_id)
    return None if row is None else referral_of(row)


async def these(tx: Tx, referrals: Collection[UUID]) -> dict[UUID, Referral]:
    """Those of these that there are, as they stand."""
    rows = await tx.fetch(f"SELECT {COLUMNS} FROM referral WHERE id = ANY($1)", list(referrals))
    return {row["id"]: referral_of(row) for row in rows}


async def keep_content(tx: Tx, referral_id: UUID, content: Content, ring: Keyring) -> None:
    """Seal what it says; a digest finds other referrals of the same person."""
    told = CONTENT.dump_json(content).decode()
    await tx.execute(
        SEAL,
        referral_id,
        seal(ring.data, Place(REFERRALS.table, "content", referral_id), told),
        seal(ring.data, Place(REFERRALS.table, "whom", referral_id), content.whom),
        digest(ring.index, REFERRALS.kind("whom"), content.whom) if content.whom else None,
    )


async def content(tx: Tx, referral_id: UUID, ring: Keyring) -> Content:
    """What it says; nothing of one whose person only the gateway knows."""
    sealed = await tx.fetchval("SELECT content FROM referral WHERE id = $1", referral_id)
    return Content() if sealed is None else _opened(referral_id, sealed, ring)


def _opened(referral_id: UUID, sealed: bytes, ring: Keyring) -> Content:
    place = Place(REFERRALS.table, "content", referral_id)
    return CONTENT.validate_json(open_sealed(ring.data, place, sealed))


async def alike_of_sender(
    tx: Tx, whose: str, content: Content, reason: str, but: UUID, ring: Keyring
) -> int:
    """How many open ones an organisation has itself for the same person and reason."""
    return await _alike(tx, OF_ORGANISATION, content, (but, reason, whose), ring)


async def alike_of_others(tx: Tx, referral: Referral, content: Content, ring: Keyring) -> int:
    """How many others have sent the receiver for the same person and reason, for it alone."""
    asked = (referral.id, referral.reason, referral.unit, referral.organisation)
    return await _alike(tx, FOR_RECEIVER, content, asked, ring)


async def _alike(
    tx: Tx, statement: str, content: Content, asked: tuple[object, ...], ring: Keyring
) -> int:
    """How many of those with the same name may be the same person."""
    if not content.whom:
        return 0
    named = digests(ring.index, REFERRALS.kind("whom"), content.whom)
    rows = await tx.fetch(statement, named, *asked)
    others = (_opened(row["id"], row["content"], ring) for row in rows)
    return sum(content.alike(other) for other in others)


def referral_of(row: asyncpg.Record) -> Referral:
    """The referral of a row."""
    told: dict[str, Any] = {name: row[name] for name in NAMES}
    return REFERRAL.validate_python(told)


async def known(tx: Tx, referrals: Collection[UUID]) -> frozenset[UUID]:
    """Which of these there are."""
    rows = await tx.fetch("SELECT id FROM referral WHERE id = ANY($1)", list(referrals))
    return frozenset(row["id"] for row in rows)


async def forget(tx: Tx, people: Collection[UUID]) -> None:
    """No referral says whom it concerns of these people."""
    await tx.execute("UPDATE referral SET person = NULL WHERE person = ANY($1)", list(people))
