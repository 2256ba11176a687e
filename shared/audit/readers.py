"""Who the readers of a trace are, as the identity database knows them now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from shared.db import Pool

KNOWN = """
SELECT id, user_name AS login, display_name AS name, false AS machine FROM account
WHERE $1::uuid[] IS NULL OR id = ANY($1)
UNION ALL
SELECT DISTINCT ON (machine) machine, name, name, true FROM api_key
WHERE $1::uuid[] IS NULL OR machine = ANY($1)
"""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody, or a machine: ``name`` is how they are called, if anybody said so."""

    id: UUID
    login: str
    name: str | None
    machine: bool

    @property
    def said(self) -> str:
        """What to call them."""
        return self.name or self.login


async def known(identity: Pool, ids: Collection[UUID] | None = None) -> Mapping[UUID, Known]:
    """These readers, or everybody with an account or key."""
    rows = await identity.fetch(KNOWN, None if ids is None else list(ids))
    return {row["id"]: Known(**dict(row)) for row in rows}
