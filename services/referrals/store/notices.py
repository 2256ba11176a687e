"""Of which referrals the officer must still be written: sent by mistake, and opened; real time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx

NEXT = """
UPDATE referral SET mail_tries = least(mail_tries + 1, 999),
    mail_after = clock_timestamp()
        + least(interval '1 hour', interval '10 seconds' * 2 ^ least(mail_tries, 9))
WHERE id = (
    SELECT id FROM referral
    WHERE state = 'entered_in_error' AND opened_at IS NOT NULL
      AND mailed_at IS NULL AND mail_refused IS NULL
      AND (mail_after IS NULL OR mail_after <= clock_timestamp())
    ORDER BY ended_at LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, code, ended_at
"""
AGAIN = """
UPDATE referral SET mail_refused = NULL, mail_after = NULL
WHERE mail_refused IS NOT NULL AND state = 'entered_in_error'
"""


REFUSED = """
SELECT count(*) FROM referral
WHERE state = 'entered_in_error' AND opened_at IS NOT NULL AND mailed_at IS NULL
  AND mail_refused IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """A referral that was sent by mistake, as the mail about it may tell it."""

    id: UUID
    code: str
    ended_at: datetime


async def next_notice(tx: Tx) -> Notice | None:
    """The oldest whose mail is due; its next try, later each time, is set already."""
    row = await tx.fetchrow(NEXT)
    return Notice(**dict(row)) if row else None


async def notice_sent(tx: Tx, of: UUID) -> None:
    """The mail server has taken it."""
    await tx.execute("UPDATE referral SET mailed_at = clock_timestamp() WHERE id = $1", of)


async def notice_refused(tx: Tx, of: UUID, code: int) -> None:
    """The mail server will not take it: it is not tried again by this worker."""
    await tx.execute("UPDATE referral SET mail_refused = $2 WHERE id = $1", of, code)


async def count_refused(tx: Tx) -> int:
    """Of how many the mail was refused for good."""
    return int(await tx.fetchval(REFUSED))


async def try_refused_again(tx: Tx) -> None:
    """What was refused is due once more."""
    await tx.execute(AGAIN)
