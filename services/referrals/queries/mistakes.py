"""What was sent by mistake, and who had read it, for the officer."""

from collections.abc import Sequence
from uuid import UUID

from services.referrals.domain import Party, Referral
from services.referrals.queries.lists import Stretch
from services.referrals.store import acts
from services.referrals.store.acts import Read
from services.referrals.store.referrals import COLUMNS, referral_of
from shared.db import Tx

MISTAKES = f"""
SELECT {COLUMNS} FROM referral WHERE state = 'entered_in_error' AND opened_at IS NOT NULL
ORDER BY ended_at DESC, id LIMIT $1 OFFSET $2
"""


async def mistakes(tx: Tx, page: Stretch) -> tuple[tuple[Referral, ...], int | None]:
    """For the officer: those sent by mistake that had been opened, the newest first."""
    rows = await tx.fetch(MISTAKES, page.limit + 1, page.after)
    more = page.after + page.limit if len(rows) > page.limit else None
    return tuple(referral_of(row) for row in rows[: page.limit]), more


async def readers_of(tx: Tx, referrals: Sequence[UUID]) -> dict[UUID, list[Read]]:
    """For the officer: who of the receivers had read each, the first first."""
    return {
        each: [read for read in await acts.readers(tx, each) if read.side is Party.RECEIVER]
        for each in referrals
    }
