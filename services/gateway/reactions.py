"""What the gateway does when it hears of something: keep the newest, by the batch."""

from collections.abc import Sequence
from typing import TypeVar

from services.gateway import commands, store
from shared.consumer import Reactions, Told, newest
from shared.contracts import Event
from shared.contracts.groups import PlaceChanged, SessionChanged
from shared.contracts.heartbeat import GroupsHeartbeat, Heartbeat, ReferralsHeartbeat
from shared.contracts.referrals import FirstVisitAsked, ReferralChanged
from shared.db import Tx

E = TypeVar("E", bound=Event)
HEARS = ("groups", "referrals")
"""Whose topics are read."""


async def keep_sessions(tx: Tx, told: Sequence[Told[SessionChanged]]) -> None:
    """Keep each session as the greatest version in the batch tells it."""
    await store.sessions.keep_sessions(tx, newest(told))


async def keep_places(tx: Tx, told: Sequence[Told[PlaceChanged]]) -> None:
    """Keep what became of each place that was asked for here, or of whom is known here."""
    await commands.hear_places(tx, newest(told))


async def keep_heartbeats(tx: Tx, told: Sequence[Told[Heartbeat]]) -> None:
    """Keep the newest sign of life of each service."""
    await store.sessions.keep_heartbeats(
        tx, ((each.event.service, each.event.at, each.time) for each in told)
    )


async def keep_referrals(tx: Tx, told: Sequence[Told[ReferralChanged]]) -> None:
    """Keep each referral as the greatest version in the batch tells it."""
    await commands.hear_referrals(tx, newest(told))


async def book_first_visits(tx: Tx, told: Sequence[Told[FirstVisitAsked]]) -> None:
    """Book the time that was chosen last for each referral, or say that it is not free."""
    await commands.hear_first_visits(tx, newest(told))


REACTIONS: Reactions = {
    SessionChanged: keep_sessions,
    PlaceChanged: keep_places,
    ReferralChanged: keep_referrals,
    FirstVisitAsked: book_first_visits,
    GroupsHeartbeat: keep_heartbeats,
    ReferralsHeartbeat: keep_heartbeats,
}
