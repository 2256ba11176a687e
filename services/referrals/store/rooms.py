"""What is known of a receiver's room: its free first visits and its open sessions."""

from datetime import datetime

from services.referrals.domain.check import Room
from services.referrals.store import feeds
from shared.db import Tx
from shared.places_left import PLACES_LEFT
from shared.widening import as_the_service

ROOM = f"""
SELECT
  EXISTS (SELECT FROM free_time WHERE unit = $1 AND starts_at > $2)
    OR EXISTS (SELECT FROM open_session WHERE unit = $1 AND starts_at > $2) AS known,
  (SELECT min(starts_at) FROM free_time
   WHERE unit = $1 AND starts_at > $2 AND free AND kind = 'first_visit') AS first_visit,
  coalesce((SELECT sum({PLACES_LEFT}) FROM open_session
   WHERE unit = $1 AND starts_at > $2 AND open AND NOT restricted), 0) AS places,
  EXISTS (SELECT FROM open_session WHERE unit = $1 AND starts_at > $2 AND open
   AND NOT restricted) AS waits
"""


async def room(tx: Tx, receiver: str, at: datetime) -> Room:
    """As far as it was told: whoever asks need not be of that unit, and learns no more.

    What a service told that is silent now is not known.
    """
    heard = await feeds.heard(tx)
    times, sessions = "gateway" in heard, "groups" in heard
    async with as_the_service(tx):
        row = await tx.fetchrow(ROOM, receiver, at)
    if row is None:
        return Room()
    return Room(
        known=row["known"] and times and sessions,
        first_visit=row["first_visit"] if times else None,
        places=row["places"] if sessions else 0,
        waits=row["waits"] and sessions,
    )
