"""Uses of break-glass: made, ended, noted. Real time, as PostgreSQL's wall asks for it."""

from datetime import datetime, timedelta
from uuid import UUID

from services.gateway.domain import Breaking
from shared.db import Tx
from shared.encryption import Encrypted, Keyring, Place, seal
from shared.identity import Principal

GLASS = Encrypted("break_glass", ("words", "remark"))
USED = """
SELECT count(*) FROM break_glass
WHERE staff = $1 AND opened_at > clock_timestamp() - interval '1 hour'
"""
ADD = """
INSERT INTO break_glass (id, person, staff, unit, roles, reason, words, opened_at, until)
SELECT $1, $2, $3, $4, $5, $6, $7, opens, opens + $8
FROM (SELECT clock_timestamp() AS opens) AS now RETURNING until
"""
END = """
UPDATE break_glass SET until = clock_timestamp()
WHERE person = $1 AND staff = $2 AND until > clock_timestamp()
"""
NOTED = "SELECT noted_at IS NOT NULL FROM break_glass WHERE id = $1 FOR UPDATE"
NOTE = (
    "UPDATE break_glass SET noted_at = clock_timestamp(), noted_by = $2, remark = $3 WHERE id = $1"
)


async def used_glass(tx: Tx, reader: UUID) -> int:
    """How often they broke the glass within the hour; the reader's next use waits for this one."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"glass {reader}")
    used: int = await tx.fetchval(USED, reader)
    return used


async def add_glass(
    tx: Tx, use: tuple[UUID, UUID], who: Principal, said: Breaking, lasts: timedelta, ring: Keyring
) -> datetime:
    """Keep a use, of this id and person; until when it lasts."""
    words = seal(ring.data, Place(GLASS.table, "words", use[0]), said.words)
    roles = " ".join(sorted(who.roles))
    until: datetime = await tx.fetchval(
        ADD, *use, who.id, said.unit, roles, said.reason, words, lasts
    )
    return until


async def end_glass(tx: Tx, person_id: UUID, reader: UUID) -> None:
    """From now on it lets nobody read any more, if it still did."""
    await tx.execute(END, person_id, reader)


async def take_noted(tx: Tx, use: UUID) -> bool | None:
    """Whether the use is noted, locked until the transaction ends; none if there is no such use."""
    noted: bool | None = await tx.fetchval(NOTED, use)
    return noted


async def note_glass(tx: Tx, use: UUID, officer: UUID, remark: bytes | None) -> None:
    """An officer has looked at it."""
    await tx.execute(NOTE, use, officer, remark)
