"""How names are found that are alike, without reading any: by digests of how they sound."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from services.gateway.domain import Asked, Person
from services.gateway.domain.names import Places, covered, sounds
from shared.db import Tx
from shared.encryption import Keyring, Keys, Scattered, digest, digests, scatter

ALIKE, CLOSE = "person.name.alike", "person.name.close"
MOST = 100
"""How many are weighed; nobody is shown of so many."""
LIKE = f"""
SELECT person, array_agg(key) AS keys FROM person_name_key WHERE key = ANY($1)
GROUP BY person ORDER BY count(*) DESC, person LIMIT {MOST}
"""


def keys_of(keys: Keys, name: str) -> set[bytes]:
    """The digests by which a name is found, under the current key."""
    told = sounds(name)
    return {
        digest(keys, kind, each)
        for kind, pairs in ((ALIKE, told.alike), (CLOSE, told.close))
        for each in pairs
    }


NAME_KEYS = Scattered("person_name_key", "person", "key", "name", "name_keyed", keys_of)


async def keep_name(tx: Tx, person: Person, ring: Keyring) -> None:
    """Let the person be found by the name that they have now, and by no other."""
    await scatter(tx, NAME_KEYS, {person.id: keys_of(ring.index, person.identity.name)})


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a name is to what was asked; the greater, the more."""

    words: int
    """How many words of what was asked it has."""
    close: int
    """How many pairs of them sound the same to the last vowel."""


def by_name(name: str) -> Asked:
    """The same for all who ask for a name that sounds so."""
    return Asked(name=" ".join(sorted(sounds(name).close)))


async def alike(tx: Tx, name: str, ring: Keyring) -> dict[UUID, Likeness]:
    """Whose names are like this one, of those that are within the transaction's scope."""
    told = sounds(name)
    broad = dict(_digested(ring.index, ALIKE, told.alike))
    narrow = dict(_digested(ring.index, CLOSE, told.close))
    rows = await tx.fetch(LIKE, [*broad, *narrow])
    return {
        row["person"]: Likeness(
            covered(broad[key] for key in row["keys"] if key in broad),
            sum(key in narrow for key in row["keys"]),
        )
        for row in rows
    }


def _digested(keys: Keys, kind: str, pairs: Mapping[str, Places]) -> Iterator[tuple[bytes, Places]]:
    for pair, places in pairs.items():
        for each in digests(keys, kind, pair):
            yield each, places
