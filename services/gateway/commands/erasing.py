"""Erasing a person: what is known of them goes, counts and the trace of looks stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from services.gateway import store
from shared.contracts.gateway import PersonErased
from shared.db import Tx
from shared.errors import NotFound, Refused
from shared.outbox import put


class Why(StrEnum):
    """Why somebody is erased."""

    REQUEST = "request"
    """They asked for it."""
    UNLAWFUL = "unlawful"
    """The data should never have been kept."""
    RETENTION = "retention"
    """Nobody has had to do with them for so long as the city's table says."""


class Held(Refused):
    """Somebody decided that nothing of the person may go for now."""

    status: ClassVar[int] = 409
    code = "held"
    title = "The person, or a contact of theirs, is held: nothing of them may be removed."


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done; nothing if they had been erased before."""

    person: UUID
    before: bool
    done: Mapping[str, int]


async def erase_person(
    tx: Tx, person: UUID, why: Why, at: datetime, by: UUID | None = None
) -> Erased:
    """Take a person out of every table, in the caller's transaction; doing it again does nothing.

    Raises ``NotFound``, and ``Held`` under a legal hold. ``by`` none is the command line.
    """
    there, erased, held = await store.erasing.take_for_erasure(tx, person)
    if not there:
        raise NotFound
    if erased:
        return Erased(person, before=True, done={})
    if held:
        raise Held
    done = await store.erasing.erase(tx, person, at)
    await put(tx, PersonErased(at=at, version=1, person_id=person))
    await store.erasing.note_erasure(tx, person, why, by, done)
    return Erased(person, before=False, done=done)
