"""Which uses of break-glass the officer must still be written of; real time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx

NEXT = """
UPDATE break_glass SET mail_tries = least(mail_tries + 1, 999),
    mail_after = clock_timestamp()
        + least(interval '1 hour', interval '10 seconds' * 2 ^ least(mail_tries, 9))
WHERE id = (
    SELECT id FROM break_glass
    WHERE noted_at IS NULL AND mailed_at IS NULL AND mail_refused IS NULL
      AND (mail_after IS NULL OR mail_after <= clock_timestamp())
    ORDER BY opened_at LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, unit, opened_at
"""
AGAIN = """
UPDATE break_glass SET mail_refused = NULL, mail_after = NULL
WHERE mail_refused IS NOT NULL AND noted_at IS NULL
"""
DUE = """
SELECT count(*) AS unnoted, count(mail_refused) AS refused FROM break_glass WHERE noted_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """A use, as the mail about it may tell it."""

    id: UUID
    unit: str | None
    opened_at: datetime


async def next_notice(tx: Tx) -> Notice | None:
    """The oldest use whose mail is due; its next try, later each time, is set already."""
    row = await tx.fetchrow(NEXT)
    return Notice(**dict(row)) if row else None


async def notice_sent(tx: Tx, of: UUID) -> None:
    """The mail server has taken it."""
    await tx.execute("UPDATE break_glass SET mailed_at = clock_timestamp() WHERE id = $1", of)


async def notice_refused(tx: Tx, of: UUID, code: int) -> None:
    """The mail server will not take it: it is not tried again by this worker."""
    await tx.execute("UPDATE break_glass SET mail_refused = $2 WHERE id = $1", of, code)


async def try_refused_again(tx: Tx) -> None:
    """What was refused and is not noted is due once more."""
    await tx.execute(AGAIN)


async def count_due(tx: Tx) -> tuple[int, int]:
    """How many uses no officer has noted, and how many of these had their mail refused."""
    row = await tx.fetchrow(DUE)
    return (row["unnoted"], row["refused"]) if row else (0, 0)
