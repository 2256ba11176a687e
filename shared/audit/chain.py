"""How looks are chained: which bytes each hash covers, and what can be wrong with a chain."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import asyncpg

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LATER = ("person", "reader", "roles", "unit", "address", "act", "relation")
"""The fields after number and time, in the order in which they are hashed."""


def hash_after(previous: bytes, look: asyncpg.Record) -> bytes:
    """The hash of a look that comes after ``previous``; ``look_append`` computes the same."""
    fields = [look["number"], (look["at"] - EPOCH) // MICROSECOND, *(look[name] for name in LATER)]
    return hashlib.sha256(previous + b"".join(map(field, fields))).digest()


def field(value: object) -> bytes:
    """A value with the length of its UTF-8 text before it; a hyphen where there is none."""
    if value is None:
        return b"-"
    text = str(value).encode()
    return b"%d:%s" % (len(text), text)


class Reason(StrEnum):
    """What is wrong with a chain, at its first bad number."""

    CHANGED = "changed"
    """The look's row is not what was hashed."""
    MISSING = "missing"
    """There is no look of that number, but there are later ones."""
    TRUNCATED = "truncated"
    """There is none of that number any more, nor any after it."""
    INSERTED = "inserted"
    """There is a look that the chain never took up."""
    REWRITTEN = "rewritten"
    """The chain fits itself but not a checkpoint: from that number on it may be another."""
    UNSEALED = "unsealed"
    """Looks up to that number are gone, and no checkpoint says that retention removed them."""
    HEADLESS = "headless"
    """The chain's own end or beginning is gone."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is first wrong, and how."""

    number: int
    reason: Reason


class Kind(StrEnum):
    """What a checkpoint says of its number."""

    HEAD = "head"
    """It was the newest."""
    STUMP = "stump"
    """Retention has removed the looks up to it."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """That a service's look of this number had this hash, noted outside of the database."""

    service: str
    kind: Kind
    number: int
    hash: bytes
    at: datetime
