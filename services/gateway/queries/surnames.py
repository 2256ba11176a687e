"""What families the people of a trace belong to, for the officer's list alone."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from services.gateway import store
from shared.db import Tx
from shared.encryption import Keyring
from shared.widening import as_the_service

SurnamesOf = Callable[[Tx, Sequence[UUID]], Awaitable[Mapping[UUID, str | None]]]
"""The names of people, in one text each; whoever is erased is left out, none cannot be read."""


def surnames_with(ring: Keyring) -> SurnamesOf:
    """Reads names with these keys; they are compared and never shown."""

    async def surnames_of(tx: Tx, people: Sequence[UUID]) -> Mapping[UUID, str | None]:
        async with as_the_service(tx):  # a sealed person's too
            return await store.people.names(tx, people, ring)

    return surnames_of
