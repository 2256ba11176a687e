"""Referrals, their first visits, sessions and places: one row each, without anybody's person."""

from collections.abc import Iterable

from services.indicators.store.snapshots import Snapshots, keep_snapshots
from shared.contracts.groups import PlaceChanged, SessionChanged
from shared.contracts.referrals import FirstVisitAsked, ReferralChanged
from shared.db import Tx

REFERRALS = Snapshots(
    "referral_fact",
    {
        "referral_id": "uuid",
        "version": "bigint",
        "unit": "text",
        "organisation": "text",
        "internal": "boolean",
        "reason": "text",
        "level": "text",
        "restricted": "boolean",
        "state": "text",
        "responsible": "text",
        "sent_at": "timestamptz",
        "acknowledge_by": "timestamptz",
        "answer_by": "timestamptz",
        "warn_at": "timestamptz",
        "acknowledge_warn_at": "timestamptz",
        "opened_at": "timestamptz",
        "acknowledged_at": "timestamptz",
        "answered_at": "timestamptz",
        "ended_at": "timestamptz",
        "no": "text",
        "why": "text",
        "elsewhere": "text",
        "replaces": "uuid",
        "contact_id": "uuid",
        "recognised": "boolean",
    },
)
FIRST_VISITS = Snapshots(
    "first_visit_fact",
    {
        "referral_id": "uuid",
        "version": "bigint",
        "unit": "text",
        "restricted": "boolean",
        "requested_at": "timestamptz",
        "at": "timestamptz",
    },
)
SESSIONS = Snapshots(
    "session_fact",
    {
        "session_id": "uuid",
        "version": "bigint",
        "series_id": "uuid",
        "programme": "text",
        "unit": "text",
        "language": "text",
        "mode": "text",
        "starts_at": "timestamptz",
        "minutes": "int",
        "capacity": "int",
        "taken": "int",
        "offered": "int",
        "waiting": "int",
        "state": "text",
        "open": "boolean",
        "public": "boolean",
        "restricted": "boolean",
        "attended": "int",
        "absent": "int",
        "uncounted": "int",
    },
)
PLACES = Snapshots(
    "place_fact",
    {
        "place_id": "uuid",
        "version": "bigint",
        "session_id": "uuid",
        "programme": "text",
        "unit": "text",
        "starts_at": "timestamptz",
        "door": "text",
        "places": "int",
        "state": "text",
        "asked_at": "timestamptz",
        "restricted": "boolean",
        "contact_id": "uuid",
        "referral_id": "uuid",
        "offered_at": "timestamptz",
        "offered_until": "timestamptz",
        "enrolled_at": "timestamptz",
        "ended_at": "timestamptz",
        "attendance": "text",
        "present": "int",
        "minutes": "int",
    },
)
HANDED_ON = (REFERRALS, FIRST_VISITS, SESSIONS, PLACES)


async def keep_referrals(tx: Tx, events: Iterable[ReferralChanged]) -> None:
    """Keep what these events tell; at most one event of each may be given.

    Of a restricted one never the right door, which was told once and is in the archive still.
    """
    await keep_snapshots(tx, REFERRALS, map(_without_door, events))


def _without_door(event: ReferralChanged) -> ReferralChanged:
    return event.model_copy(update={"elsewhere": None}) if event.restricted else event


async def keep_first_visits(tx: Tx, events: Iterable[FirstVisitAsked]) -> None:
    """Keep what these events tell; at most one event of each referral may be given."""
    await keep_snapshots(tx, FIRST_VISITS, events)


async def keep_sessions(tx: Tx, events: Iterable[SessionChanged]) -> None:
    """Keep what these events tell; at most one event of each may be given."""
    await keep_snapshots(tx, SESSIONS, events)


async def keep_session_places(tx: Tx, events: Iterable[PlaceChanged]) -> None:
    """Keep what these events tell; at most one event of each may be given."""
    await keep_snapshots(tx, PLACES, events)
