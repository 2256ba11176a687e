"""Rows under old keys brought under the current ones, in batches, while the system works.

Each batch is a transaction of its own and a row says itself under which key it is: whatever ends
this, the next run goes on where it was. Rows that somebody changes at the moment come later.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared.db import Connection, Tx
from shared.encryption.fields import KEY_AT, CannotBeOpened, Place, digest, open_sealed, seal
from shared.encryption.keys import ID_BYTES, Keyring, Keys, Purpose

BATCH = 200
WHOLE_TABLE = "SELECT set_config('portes.units', '*', true)"
"""Rows of every unit: the wall holds for the schema's owner too."""


@dataclass(frozen=True, slots=True)
class Scattered:
    """A table of digests of what one sealed column says, many for each row, renewed as a whole."""

    table: str
    row: str
    """Its column that refers to the row."""
    key: str
    """Its column of digests."""
    source: str
    """The sealed column."""
    marker: str
    """The row's column that names the key of all its digests."""
    digests: Callable[[Keys, str], Collection[bytes]]
    """The digests of a text under the current key."""


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A table with sealed columns; ``digested`` names the sealed column of each digest's column."""

    table: str
    sealed: tuple[str, ...]
    digested: Mapping[str, str] = field(default_factory=dict)
    scattered: Scattered | None = None

    def kind(self, column: str) -> str:
        """What keeps the digests of this column apart from others'."""
        return f"{self.table}.{column}"

    @property
    def keyed(self) -> Mapping[str, Purpose]:
        """Every column that begins with a key's id, and what that key is for."""
        return {
            **{column: Purpose.DATA for column in self.sealed},
            **{column: Purpose.INDEX for column in self.digested},
            **({self.scattered.marker: Purpose.INDEX} if self.scattered else {}),
        }


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a batch did: rows brought under the current keys, and those that do not open."""

    done: int
    unreadable: Sequence[UUID]


def _key_of(column: str, purpose: Purpose) -> str:
    """The key's id in SQL; none where the column is empty."""
    start = KEY_AT + 1 if purpose is Purpose.DATA else 1
    return f"substring({column} FROM {start} FOR {ID_BYTES})"


def _is_behind(table: Encrypted) -> str:
    data = [f"{_key_of(column, Purpose.DATA)} <> $1" for column in table.sealed]
    index = [f"{_key_of(column, Purpose.INDEX)} <> $2" for column in table.digested]
    if many := table.scattered:  # also what has none yet
        index.append(f"({many.source} IS NOT NULL AND {many.marker} IS DISTINCT FROM $2)")
    return "$2::bytea IS NOT NULL AND (" + " OR ".join([*data, *index]) + ")"


async def behind(tx: Connection, table: Encrypted, ring: Keyring) -> int:
    """How many rows still need an old key."""
    async with tx.transaction():
        await tx.execute(WHOLE_TABLE)
        counted: int = await tx.fetchval(
            f"SELECT count(*) FROM {table.table} WHERE {_is_behind(table)}",
            ring.data.current,
            ring.index.current,
        )
    return counted


async def uses(tx: Connection, tables: Collection[Encrypted]) -> Counter[tuple[Purpose, bytes]]:
    """How many fields need each key."""
    found: Counter[tuple[Purpose, bytes]] = Counter()
    async with tx.transaction():
        await tx.execute(WHOLE_TABLE)
        for table in tables:
            for column, purpose in table.keyed.items():
                rows = await tx.fetch(
                    f"SELECT {_key_of(column, purpose)} AS key, count(*) AS fields "
                    f"FROM {table.table} WHERE {column} IS NOT NULL GROUP BY 1"
                )
                for row in rows:
                    found[purpose, row["key"]] += row["fields"]
    return found


async def renew(
    tx: Connection, table: Encrypted, ring: Keyring, skip: Collection[UUID] = (), batch: int = BATCH
) -> Renewed:
    """Bring one batch under the current keys, in one transaction; ``skip`` are left as they are."""
    columns = ", ".join(table.keyed)
    async with tx.transaction():
        await tx.execute(WHOLE_TABLE)
        rows = await tx.fetch(
            f"SELECT id, {columns} FROM {table.table} WHERE {_is_behind(table)} AND id <> ALL($3) "
            f"LIMIT {batch} FOR UPDATE SKIP LOCKED",
            ring.data.current,
            ring.index.current,
            list(skip),
        )
        fresh: list[tuple[dict[str, Any], Collection[bytes]]] = []
        unreadable: list[UUID] = []
        for row in rows:
            try:
                fresh.append(_renewed(table, ring, row))
            except CannotBeOpened:
                unreadable.append(row["id"])
        await _keep(tx, table, [row for row, _ in fresh])
        if table.scattered:
            await scatter(tx, table.scattered, {row["id"]: keys for row, keys in fresh})
    return Renewed(len(fresh), unreadable)


async def scatter(tx: Tx, many: Scattered, keys: Mapping[UUID, Collection[bytes]]) -> None:
    """Keep these digests of these rows, and no others."""
    await tx.execute(f"DELETE FROM {many.table} WHERE {many.row} = ANY($1)", list(keys))
    each = [(row, key) for row, those in keys.items() for key in sorted(those)]
    await tx.execute(
        f"INSERT INTO {many.table} ({many.row}, {many.key}) "
        "SELECT * FROM unnest($1::uuid[], $2::bytea[])",
        [row for row, _ in each],
        [key for _, key in each],
    )


def _renewed(table: Encrypted, ring: Keyring, row: Any) -> tuple[dict[str, Any], Collection[bytes]]:
    def place(column: str) -> Place:
        return Place(table.table, column, row["id"])

    texts = {
        column: open_sealed(ring.data, place(column), row[column])
        for column in table.sealed
        if row[column] is not None
    }
    made: dict[str, Any] = {column: None for column in table.keyed} | {"id": row["id"]}
    made |= {column: seal(ring.data, place(column), text) for column, text in texts.items()}
    for column, source in table.digested.items():
        if source in texts:
            made[column] = digest(ring.index, table.kind(source), texts[source])
    many = table.scattered
    if many is None or many.source not in texts:
        return made, ()
    made[many.marker] = ring.index.current
    return made, many.digests(ring.index, texts[many.source])


async def _keep(tx: Connection, table: Encrypted, rows: Sequence[Mapping[str, Any]]) -> None:
    columns = list(table.keyed)
    changes = ", ".join(f"{column} = new.{column}" for column in columns)
    arrays = ", ".join(f"${number}::bytea[]" for number in range(2, len(columns) + 2))
    await tx.execute(
        f"UPDATE {table.table} AS old SET {changes} "
        f"FROM unnest($1::uuid[], {arrays}) AS new (id, {', '.join(columns)}) "
        "WHERE old.id = new.id",
        [row["id"] for row in rows],
        *([row[column] for row in rows] for column in columns),
    )
