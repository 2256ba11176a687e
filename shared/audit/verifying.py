"""Recompute a chain of looks, from what retention left to its newest."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

import asyncpg

from shared.audit.chain import Break, Checkpoint, Kind, Reason, hash_after
from shared.db import Tx

BATCH = 5_000
ENDS = """
SELECT head.number, head.hash, stump.number AS stump, stump.hash AS stump_hash,
       (SELECT min(number) FROM look) AS oldest, (SELECT max(number) FROM look) AS newest
FROM look_head AS head, (SELECT * FROM look_stump ORDER BY number DESC LIMIT 1) AS stump
"""
ROWS = """
SELECT number, at, person, reader, roles, unit, address, act, relation, hash FROM look
WHERE (number, at) > ($1, coalesce($2, 'infinity'::timestamptz)) AND number <= $3
ORDER BY number, at LIMIT $4
"""
Done = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was recomputed: from after ``since`` to ``number``, whose hash is ``hash``."""

    since: int
    number: int
    hash: bytes
    broken: Break | None = None


class _Broken(Exception):
    def __init__(self, number: int, reason: Reason) -> None:
        super().__init__(number, reason)
        self.found = Break(number, reason)


@dataclass(slots=True)
class _Walk:
    """How far the chain is recomputed, and what checkpoints say of it."""

    number: int
    hash: bytes
    marks: Mapping[int, set[bytes]]
    marked: int
    """The last number at which a checkpoint was right."""

    def step(self, row: asyncpg.Record) -> None:
        """Go on by one look."""
        due = self.number + 1
        if row["number"] != due:
            raise _Broken(min(row["number"], due), _misnumbered(row["number"], due))
        if hash_after(self.hash, row) != row["hash"]:
            raise _Broken(due, Reason.CHANGED)
        self.number, self.hash = due, row["hash"]
        self.compare()

    def compare(self) -> None:
        """Hold the present number against its checkpoints."""
        if hashes := self.marks.get(self.number):
            if hashes != {self.hash}:
                raise _Broken(min(self.marked + 1, self.number), Reason.REWRITTEN)
            self.marked = self.number


def _misnumbered(number: int, due: int) -> Reason:
    return Reason.MISSING if number > due else Reason.INSERTED


async def verify(
    tx: Tx,
    checkpoints: Sequence[Checkpoint] | None = None,
    *,
    since: Checkpoint | None = None,
    done: Done = lambda _done, _total: None,
) -> Verdict:
    """Recompute the chain and hold it against these checkpoints of the service.

    ``since`` begins after a checkpoint instead of at what retention left. ``done`` is told how many
    of how many. Without checkpoints whoever can rewrite everything, or forge a stump, is not found.
    """
    ends = await tx.fetchrow(ENDS)
    if ends is None:
        return Verdict(0, 0, b"", Break(0, Reason.HEADLESS))
    walk = _beginning(ends, checkpoints or (), since)
    first = walk.number
    try:
        _compare_stump(ends, checkpoints)
        walk.compare()
        async for rows in _batches(tx, first, ends["number"]):
            for row in rows:
                walk.step(row)
            done(walk.number - first, ends["number"] - first)
        _compare_end(walk, ends)
    except _Broken as why:
        return Verdict(first, walk.number, walk.hash, why.found)
    return Verdict(first, walk.number, walk.hash)


def _beginning(
    ends: asyncpg.Record, checkpoints: Sequence[Checkpoint], since: Checkpoint | None
) -> _Walk:
    number, start = ends["stump"], ends["stump_hash"]
    if since and since.number > number:
        number, start = since.number, since.hash
    marks: dict[int, set[bytes]] = {}
    for each in checkpoints:
        marks.setdefault(each.number, set()).add(each.hash)
    return _Walk(number, start, marks, number)


def _compare_stump(ends: asyncpg.Record, checkpoints: Sequence[Checkpoint] | None) -> None:
    stump, oldest = ends["stump"], ends["oldest"]
    if oldest is not None and oldest <= stump:
        raise _Broken(oldest, Reason.INSERTED)
    sealed = {each.number for each in checkpoints or () if each.kind is Kind.STUMP}
    if checkpoints is not None and stump > 0 and stump not in sealed:
        raise _Broken(stump, Reason.UNSEALED)


def _compare_end(walk: _Walk, ends: asyncpg.Record) -> None:
    there = min(walk.number, ends["number"])
    if there < max([walk.number, ends["number"], *walk.marks]):
        raise _Broken(there + 1, Reason.TRUNCATED)
    if (ends["newest"] or 0) > ends["number"]:
        raise _Broken(ends["number"] + 1, Reason.INSERTED)
    if walk.hash != ends["hash"]:
        raise _Broken(walk.number, Reason.CHANGED)


async def _batches(tx: Tx, after: int, until: int) -> AsyncIterator[list[asyncpg.Record]]:
    at = None
    while rows := await tx.fetch(ROWS, after, at, until, BATCH):
        yield rows
        after, at = rows[-1]["number"], rows[-1]["at"]
