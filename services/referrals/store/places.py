"""Places in sessions for referred people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referrals.store.sessions import Session
from shared.contracts.groups import PlaceAnswer, PlaceChanged, PlaceState
from shared.db import Tx

ADD = """
INSERT INTO referred_place (place, referral, session, places, state, asked_at, starts_at, version,
  said)
VALUES ($1, $2, $3, $4, 'asked', $5, $6, 0, 1)
"""
KEEP_PLACES = """
UPDATE referred_place AS p SET state = told.state, starts_at = told.starts_at,
  offered_until = told.until, ended_at = told.ended, attendance = told.attendance,
  version = told.version,
  answer = CASE WHEN p.answer <> 'withdrawn' AND told.state = 'offered'
                  OR p.answer = 'accepted' AND told.state = 'enrolled'
                THEN NULL ELSE p.answer END
FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
            $6::text[], $7::bigint[])
  AS told (place, state, starts_at, until, ended, attendance, version)
WHERE p.place = told.place AND p.version < told.version
"""
ANSWER = """
UPDATE referred_place SET answer = $3, said = said + 1 WHERE place = $1 AND referral = $2
  AND (state = 'offered' AND (offered_until IS NULL OR offered_until > $4)
       OR state IN ('enrolled', 'waiting') AND $3 = 'withdrawn'
          AND (starts_at IS NULL OR starts_at > $4))
  AND (answer IS NULL OR answer = 'accepted' AND $3 = 'withdrawn')
RETURNING said
"""
OF_REFERRAL = """
SELECT p.place, p.session, p.places, p.state, p.asked_at, p.starts_at, p.offered_until, p.answer,
  p.attendance
FROM referred_place AS p WHERE p.referral = $1 ORDER BY p.asked_at, p.place
"""
ASKED = "asked"
"""The state of a place of which the groups have told nothing yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """Places for a referred household in one session."""

    id: UUID
    session: UUID
    places: int
    state: str
    """Of ``PlaceState``, or ``ASKED``."""
    asked_at: datetime
    starts_at: datetime | None
    offered_until: datetime | None
    answer: PlaceAnswer | None
    """What was said last, until the groups tell what it did; what was withdrawn stays so."""
    attendance: str | None

    def has_begun(self, at: datetime) -> bool:
        """Whether its session began: nobody gives a place in it back any more."""
        return self.starts_at is not None and self.starts_at <= at

    def awaits(self, at: datetime) -> bool:
        """Whether somebody may say yes or no to an offer."""
        return (
            self.state == PlaceState.OFFERED
            and self.answer is None
            and (self.offered_until is None or self.offered_until > at)
        )


async def add(
    tx: Tx, place: UUID, referral: UUID, session: Session, places: int, at: datetime
) -> None:
    """Note that places were asked for."""
    await tx.execute(ADD, place, referral, session.id, places, at, session.starts_at)


async def answer(
    tx: Tx, place: UUID, referral: UUID, said: PlaceAnswer, at: datetime
) -> int | None:
    """Note what they said; none if there is nothing to say it to."""
    found: int | None = await tx.fetchval(ANSWER, place, referral, said, at)
    return found


async def of_referral(tx: Tx, referral: UUID) -> list[Place]:
    """All that were asked for, the first first."""
    return [
        Place(
            id=row["place"],
            session=row["session"],
            places=row["places"],
            state=row["state"],
            asked_at=row["asked_at"],
            starts_at=row["starts_at"],
            offered_until=row["offered_until"],
            answer=row["answer"] and PlaceAnswer(row["answer"]),
            attendance=row["attendance"],
        )
        for row in await tx.fetch(OF_REFERRAL, referral)
    ]


async def keep_places(tx: Tx, told: Sequence[PlaceChanged]) -> None:
    """Keep what became of places that were asked for here."""
    await tx.execute(
        KEEP_PLACES,
        [each.place_id for each in told],
        [each.state for each in told],
        [each.starts_at for each in told],
        [each.offered_until for each in told],
        [each.ended_at for each in told],
        [each.attendance for each in told],
        [each.version for each in told],
    )


async def tell_again(tx: Tx, place: UUID) -> int:
    """Note that it is told again with whose it is: how often we have told of it."""
    return int(
        await tx.fetchval(
            "UPDATE referred_place SET said = said + 1 WHERE place = $1 RETURNING said", place
        )
    )


async def withdraw(tx: Tx, place: UUID) -> int:
    """Note that they want it no more: how often we have told of it."""
    return int(
        await tx.fetchval(
            "UPDATE referred_place SET answer = 'withdrawn', said = said + 1 WHERE place = $1 "
            "RETURNING said",
            place,
        )
    )
