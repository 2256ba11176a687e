"""Rows that are deleted once their time is over."""

from dataclasses import dataclass

from deploy.cli.retention.work import BATCH, Found, Work


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table; ``since`` and ``only`` are SQL, $2 in ``only`` what is held."""

    table: str
    since: str
    only: str = "cardinality($2::uuid[]) >= 0"
    business: bool = False
    belongings: tuple[tuple[str, str], ...] = ()
    """Tables that go along, with the column that refers to ``id``."""
    guard: str | None = None
    """The trigger that otherwise refuses any deletion."""

    @property
    def _due(self) -> str:
        return f"FROM {self.table} WHERE ({self.since}) < $1 AND ({self.only})"

    async def due(self, work: Work) -> Found:
        """Those whose time is over."""
        row = await work.tx.fetchrow(
            f"SELECT count(*) AS rows, min(({self.since})) AS oldest {self._due}",
            work.limit,
            list(work.held),
        )
        return Found.of(row)

    @property
    def _delete(self) -> str:
        name = "id" if self.belongings else "ctid"
        along = "".join(
            f", a{number} AS (DELETE FROM {table} WHERE {column} IN (SELECT id FROM doomed))"
            for number, (table, column) in enumerate(self.belongings)
        )
        return (
            f"WITH doomed AS MATERIALIZED (SELECT {name} {self._due} LIMIT {BATCH} "
            f"FOR UPDATE SKIP LOCKED){along} "
            f"DELETE FROM {self.table} WHERE {name} = ANY (ARRAY(SELECT {name} FROM doomed))"
        )

    async def step(self, work: Work) -> int:
        """Delete a batch; rows that somebody holds at the moment are left to the next run."""
        async with work.tx.transaction():
            if self.guard:
                await work.tx.execute(f"ALTER TABLE {self.table} DISABLE TRIGGER {self.guard}")
            done = await work.tx.execute(self._delete, work.limit, list(work.held))
            if self.guard:
                await work.tx.execute(f"ALTER TABLE {self.table} ENABLE TRIGGER {self.guard}")
        return int(done.rsplit(" ", 1)[-1])
