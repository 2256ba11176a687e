"""What families the people of a trace belong to, for the officer's list alone."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from shared.db import Tx

SurnamesOf = Callable[[Tx, Sequence[UUID]], Awaitable[Mapping[UUID, str]]]
"""The surnames of people, in one text each; whoever has none, or is erased, is left out."""


async def surnames_of(_tx: Tx, _people: Sequence[UUID]) -> Mapping[UUID, str]:
    """Nobody's: people's names are not read here yet."""
    return {}
