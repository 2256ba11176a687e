"""The partners' door: an organisation enrols people of its own, and answers for them alone."""

from dataclasses import replace
from uuid import UUID

from uuid_utils.compat import uuid7

from services.groups import store
from services.groups.commands.answering import NOBODY, answered, noted, place_and_group
from services.groups.commands.asking import By
from services.groups.commands.enrolling import (
    Asked,
    Enrolling,
    named,
    reachable,
    take_of_catalogue,
)
from services.groups.domain import places
from services.groups.domain.place import Place
from services.groups.domain.refusals import ConsentMissing
from shared.contracts.groups import PlaceAnswer, PlaceDoor
from shared.db import Tx
from shared.encryption import KeySource
from shared.errors import NotFound, PreconditionFailed
from shared.widening import widen


async def enrol_theirs(
    tx: Tx, session_id: UUID, said: Enrolling, consent: bool, keys: KeySource, by: By
) -> Place:
    """A partner enrols somebody in a session of the catalogue, who waits where it is full.

    Raises ``NotFound`` for any other session, ``ConsentMissing`` unless the person agrees to be
    named, ``PreconditionFailed``, and as ``ask`` does.
    """
    organisation = _organisation(by)
    if not consent:
        raise ConsentMissing
    who = reachable(replace(said.who, consented_at=by.at), asked_for=False)
    session = await take_of_catalogue(tx, session_id)
    if by.seen is not None and by.seen != session.version:
        raise PreconditionFailed
    asked = Asked(
        uuid7(),
        session_id,
        PlaceDoor.PARTNER,
        session.unit,
        said.places,
        said.language,
        organisation=organisation,
    )
    return await named(tx, asked, who, keys, by.at)


async def answer_theirs(tx: Tx, place_id: UUID, said: PlaceAnswer, by: By) -> Place:
    """What a partner says for its person to an offer or a place.

    Raises ``NotFound`` for a place of anybody else, and as ``answer`` does.
    """
    place = await _theirs(tx, place_id, by)
    return await answered(tx, place.id, said, By(NOBODY, by.at))


async def told_theirs(tx: Tx, place_id: UUID, by: By) -> Place:
    """Note that a partner said to its person that they lost it. Raises as ``told`` does."""
    place = await _theirs(tx, place_id, by)
    return await noted(tx, place, places.told(place, by.at))


async def untold_theirs(tx: Tx, place_id: UUID, by: By) -> Place:
    """Take that back. Raises as ``untold`` does."""
    place = await _theirs(tx, place_id, by)
    return await noted(tx, place, places.untold(place, by.at))


async def _theirs(tx: Tx, place_id: UUID, by: By) -> Place:
    """A place of their own, its session locked. Raises ``NotFound``, ``PreconditionFailed``."""
    place = await store.places.one(tx, place_id)
    if place is None or place.organisation != _organisation(by):
        raise NotFound
    await widen(tx, [place.unit])
    nobody = By(NOBODY, by.at)  # of the session they may do nothing but this
    _, place = await place_and_group(tx, place_id, nobody)
    if by.seen is not None and by.seen != place.version:
        raise PreconditionFailed
    return place


def _organisation(by: By) -> str:
    if by.who.organisation is None:
        raise NotFound
    return by.who.organisation
