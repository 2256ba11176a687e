"""What the referrals do when they hear of something: keep the newest, by the batch."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from services.referrals import commands, store
from services.referrals.commands import By
from shared import erased
from shared.consumer import Reactions, Told, newest
from shared.contracts import Event
from shared.contracts.gateway import (
    AppointmentChanged,
    FirstVisitRefused,
    PersonErased,
    ReferralAsked,
    SlotChanged,
)
from shared.contracts.groups import PlaceChanged, SessionChanged
from shared.contracts.heartbeat import GatewayHeartbeat, GroupsHeartbeat, Heartbeat
from shared.db import Tx
from shared.identity import Principal

E = TypeVar("E", bound=Event)
THE_GATEWAY = Principal(UUID(int=0), "gateway", frozenset(), None, machine=True)
"""Who hands on whom the gateway tells of."""


async def keep_times(tx: Tx, told: Sequence[Told[SlotChanged]]) -> None:
    """Keep each time as the greatest version in the batch tells it."""
    await store.visits.keep_times(tx, list(newest(told)))


async def keep_sessions(tx: Tx, told: Sequence[Told[SessionChanged]]) -> None:
    """The same of sessions."""
    await store.sessions.keep(tx, list(newest(told)))


async def keep_places(tx: Tx, told: Sequence[Told[PlaceChanged]]) -> None:
    """What became of places that were asked for here; others' are not ours to know."""
    ours = (each for each in newest(told) if each.referral_id is not None)
    await store.places.keep_places(tx, list(ours))


async def keep_visits(tx: Tx, told: Sequence[Told[AppointmentChanged]]) -> None:
    """Appointments that are first visits; of one referral the newest of each."""
    ours = [each for each in newest(told) if each.referral_id is not None]
    last = {each.referral_id: each for each in sorted(ours, key=lambda each: each.booked_at)}
    await store.visits.keep_visits(tx, list(last.values()))


async def keep_refusals(tx: Tx, told: Sequence[Told[FirstVisitRefused]]) -> None:
    """Times that were gone; of one referral the last that was told."""
    last = {each.event.referral_id: each.event for each in told}
    await store.visits.keep_refusals(tx, list(last.values()))


async def receive(tx: Tx, told: Sequence[Told[ReferralAsked]]) -> None:
    """Referrals of the city's own units come in as sent, each once.

    What is told late of somebody who was erased concerns nobody.
    """
    gone = await erased.among(tx, {each.event.person_id for each in told if each.event.person_id})
    for event in (each.event for each in told):
        nobody = event.model_copy(update={"person_id": None})
        known = nobody if event.person_id in gone else event
        await commands.receive(tx, known, By(THE_GATEWAY, event.at))


async def keep_heartbeats(tx: Tx, told: Sequence[Told[Heartbeat]]) -> None:
    """Keep the newest sign of life of each service."""
    await store.feeds.keep_heartbeats(
        tx, ((each.event.service, each.event.at, each.time) for each in told)
    )


async def forget(tx: Tx, told: Sequence[Told[PersonErased]]) -> None:
    """Nothing here says any longer whom a referral concerned, nor what was written about them; nor
    will it if that is told again."""
    people = [each.event.person_id for each in told]
    await erased.note(tx, people)
    await store.messages.forget(tx, people)
    await store.referrals.forget(tx, people)


REACTIONS: Reactions = {
    SlotChanged: keep_times,
    SessionChanged: keep_sessions,
    PlaceChanged: keep_places,
    AppointmentChanged: keep_visits,
    FirstVisitRefused: keep_refusals,
    ReferralAsked: receive,
    PersonErased: forget,
    GatewayHeartbeat: keep_heartbeats,
    GroupsHeartbeat: keep_heartbeats,
}
