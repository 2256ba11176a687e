"""Reaching out of a transaction's scope, where a command or question rightly does and says so."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from shared.db import Tx

WIDEN = """
SELECT set_config(
    'portes.units',
    CASE WHEN scope_city() THEN '*' ELSE (scope_units() || $1::text[])::text END,
    true
)
"""
SCOPE = "SELECT current_setting('portes.units', true), current_setting('portes.principal', true)"
SET_SCOPE = "SELECT set_config('portes.units', $1, true), set_config('portes.principal', $2, true)"


async def widen(tx: Tx, units: Iterable[str]) -> None:
    """Let the transaction see these units too, until it ends: a command says so explicitly."""
    await tx.execute(WIDEN, list(units))


@asynccontextmanager
async def everywhere(tx: Tx) -> AsyncIterator[None]:
    """See every unit within the block, to find out which ones a command is about."""
    before = await tx.fetchval("SELECT current_setting('portes.units', true)")
    await tx.execute("SET LOCAL portes.units = '*'")
    yield
    await tx.execute("SELECT set_config('portes.units', $1, true)", before)


@asynccontextmanager
async def unhidden(tx: Tx) -> AsyncIterator[None]:
    """See within the block, of the same scope, also what is kept from whoever asks."""
    before = await tx.fetchrow(SCOPE)
    units, principal = before or ("", "")
    await tx.execute(SET_SCOPE, units, "")
    yield
    await tx.execute(SET_SCOPE, units, principal)


@asynccontextmanager
async def as_the_service(tx: Tx) -> AsyncIterator[None]:
    """Be nobody within the block: see every unit, and what is kept from whoever asks."""
    before = await tx.fetchrow(SCOPE)
    await tx.execute(SET_SCOPE, "*", "")
    yield
    await tx.execute(SET_SCOPE, *(before or ("", "")))
