"""What the indicators do when they hear of something: keep the newest, by the batch."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from services.indicators import store
from shared.consumer import Reactions, Told, newest
from shared.contracts import Event, published
from shared.contracts.gateway import (
    AppointmentChanged,
    ContactEvent,
    DeskChanged,
    PaperModeChanged,
    PendingCallChanged,
)
from shared.contracts.groups import PlaceChanged, SessionChanged
from shared.contracts.heartbeat import HEARTBEATS, Heartbeat
from shared.contracts.referrals import FirstVisitAsked, ReferralChanged
from shared.db import Tx

E = TypeVar("E", bound=Event)


async def keep_contacts(tx: Tx, told: Sequence[Told[ContactEvent]]) -> None:
    """Keep each contact as the greatest version in the batch tells it."""
    await store.keep_contacts(tx, newest(told))
    await store.keep_places(tx, _places(told))


async def keep_desks(tx: Tx, told: Sequence[Told[DeskChanged]]) -> None:
    """Keep each change of a desk."""
    await store.keep_desks(tx, (each.event for each in told))
    await store.keep_places(tx, _places(told))


async def keep_pending_calls(tx: Tx, told: Sequence[Told[PendingCallChanged]]) -> None:
    """Keep each pending call as the greatest version in the batch tells it, and who had it when."""
    await store.keep_units(tx, (each.event for each in told))
    await store.keep_pending_calls(tx, newest(told))
    await store.keep_passed(tx, {each.event.pending_id for each in told})
    await store.keep_places(tx, _places(told))


async def keep_appointments(tx: Tx, told: Sequence[Told[AppointmentChanged]]) -> None:
    """Keep each appointment as the greatest version in the batch tells it."""
    await store.keep_appointments(tx, newest(told))
    await store.keep_places(tx, _places(told))


async def keep_paper_gaps(tx: Tx, told: Sequence[Told[PaperModeChanged]]) -> None:
    """Keep each gap as the greatest version in the batch tells it."""
    await store.keep_paper_gaps(tx, newest(told))
    await store.keep_places(tx, _places(told))


async def keep_referrals(tx: Tx, told: Sequence[Told[ReferralChanged]]) -> None:
    """Keep each referral as the greatest version in the batch tells it."""
    await store.keep_referrals(tx, newest(told))
    await store.keep_places(tx, _places(told))


async def keep_first_visits(tx: Tx, told: Sequence[Told[FirstVisitAsked]]) -> None:
    """Keep the newest time that was chosen for each referral."""
    await store.keep_first_visits(tx, newest(told))
    await store.keep_places(tx, _places(told))


async def keep_sessions(tx: Tx, told: Sequence[Told[SessionChanged]]) -> None:
    """Keep each session as the greatest version in the batch tells it."""
    await store.keep_sessions(tx, newest(told))
    await store.keep_places(tx, _places(told))


async def keep_session_places(tx: Tx, told: Sequence[Told[PlaceChanged]]) -> None:
    """Keep a household's places in a session as the greatest version in the batch tells them."""
    await store.keep_session_places(tx, newest(told))
    await store.keep_places(tx, _places(told))


async def keep_heartbeats(tx: Tx, told: Sequence[Told[Heartbeat]]) -> None:
    """Keep the newest sign of life of each service."""
    await store.keep_heartbeats(
        tx, ((each.event.service, each.event.at, each.time) for each in told)
    )


def _places(told: Sequence[Told[E]]) -> Iterable[tuple[str, int, datetime]]:
    return ((each.event.topic, each.partition, each.time) for each in told)


CONTACTS: Reactions = {
    event: keep_contacts for event in published() if issubclass(event, ContactEvent)
}
FACTS: Reactions = {
    **CONTACTS,
    DeskChanged: keep_desks,
    PendingCallChanged: keep_pending_calls,
    AppointmentChanged: keep_appointments,
    PaperModeChanged: keep_paper_gaps,
    ReferralChanged: keep_referrals,
    FirstVisitAsked: keep_first_visits,
    SessionChanged: keep_sessions,
    PlaceChanged: keep_session_places,
}
REACTIONS: Reactions = {
    **FACTS,
    **dict.fromkeys(HEARTBEATS.values(), keep_heartbeats),
}
