"""Break-glass: to see somebody without a relation for a while, to end it, and to note it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from opentelemetry import metrics
from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.domain import Breaking, Opened, access
from services.gateway.domain.break_glass import remark_of, words_of
from services.gateway.domain.refusals import (
    AlreadyNoted,
    GlassNotNeeded,
    TooManyGlasses,
    UnknownPlace,
)
from shared.city.store import current
from shared.db import Tx
from shared.encryption import Keyring, KeySource, Place, seal
from shared.errors import NotFound

_uses = metrics.get_meter("portes").create_counter(
    "portes.break_glass.uses", description="How often somebody broke the glass."
)


async def break_glass(tx: Tx, person_id: UUID, said: Breaking, by: By, ring: Keyring) -> Opened:
    """Let who found a person, and has no relation, see them for a while; the officer is told.

    Raises ``NotFound`` for whom they may not know of, and for whom they did not find within the
    hour, exactly as for nobody; ``GlassNotNeeded``; ``TooManyGlasses``.
    """
    by.who.require(said.unit)
    city = await current(tx, by.at)
    if city.unit(said.unit) is None:
        raise UnknownPlace
    said = replace(said, words=words_of(said.words))
    used = await store.break_glass.used_glass(tx, by.who.id)
    found = await store.people.sealed(tx, person_id, by.who.id)
    if found is None:
        raise NotFound
    if access.may_see(found.facts, by.who, by.at):
        raise GlassNotNeeded
    if not access.may_break_glass(found.facts, by.who, by.at):
        raise NotFound
    rules = city.rules.reading
    if used >= rules.break_glass_an_hour:
        raise TooManyGlasses
    use, lasts = uuid7(), timedelta(minutes=rules.break_glass_minutes)
    until = await store.break_glass.add_glass(tx, (use, person_id), by.who, said, lasts, ring)
    _uses.add(1)
    return Opened(use, until)


async def end_break_glass(tx: Tx, person_id: UUID, by: By) -> None:
    """Who broke the glass is done; where nothing is open, nothing happens."""
    await store.break_glass.end_glass(tx, person_id, by.who.id)


async def note_break_glass(tx: Tx, use: UUID, remark: str, by: By, keys: KeySource) -> None:
    """An officer has looked at a use. Raises ``NotFound``, ``AlreadyNoted``."""
    noted = await store.break_glass.take_noted(tx, use)
    if noted is None:
        raise NotFound
    if noted:
        raise AlreadyNoted
    written = remark_of(remark)
    place = Place(store.break_glass.GLASS.table, "remark", use)
    sealed = seal(keys.ring().data, place, written) if written else None
    await store.break_glass.note_glass(tx, use, by.who.id, sealed)
