"""Who works with people at a unit, for those who have to name a colleague."""

from collections.abc import Collection
from uuid import UUID

from shared.db import Pool, Tx

AT_UNIT = """
SELECT user_name, coalesce(display_name, user_name) AS name FROM account
WHERE active AND roles && '{reception,professional}' AND organisation IS NULL
  AND (units IS NULL OR $1 = ANY(units))
ORDER BY user_name
"""
PROFESSIONALS = AT_UNIT.replace(
    "roles && '{reception,professional}'", "'professional' = ANY(roles)"
)
NAMES_OF = "SELECT id, coalesce(display_name, user_name) AS name FROM account WHERE id = ANY($1)"


PROFESSIONAL = """
SELECT id FROM account
WHERE active AND 'professional' = ANY(roles) AND organisation IS NULL
  AND (units IS NULL OR $1 = ANY(units)) AND user_name = $2
"""
WORK_AT = """
SELECT id, coalesce(display_name, user_name) AS name FROM account
WHERE active AND roles && '{reception,professional}' AND organisation IS NULL
  AND (units IS NULL OR $1 = ANY(units))
"""
LEAD_AT = WORK_AT.replace("reception,professional", "facilitator,professional")


async def who_lead_at(identity: Pool | Tx, unit: str) -> dict[UUID, str]:
    """What those who may hold a unit's sessions are called, by their ids."""
    return {row["id"]: row["name"] for row in await identity.fetch(LEAD_AT, unit)}


async def who_work_at(identity: Pool | Tx, unit: str) -> dict[UUID, str]:
    """What those who work with people at a unit are called, by their ids."""
    return {row["id"]: row["name"] for row in await identity.fetch(WORK_AT, unit)}


async def at_unit(identity: Pool | Tx, unit: str) -> list[tuple[str, str]]:
    """User name and name of everybody who works with people at a unit, by user name."""
    rows = await identity.fetch(AT_UNIT, unit)
    return [(row["user_name"], row["name"]) for row in rows]


async def professionals_at(identity: Pool | Tx, unit: str) -> list[tuple[str, str]]:
    """User name and name of the professionals of a unit, by user name."""
    rows = await identity.fetch(PROFESSIONALS, unit)
    return [(row["user_name"], row["name"]) for row in rows]


async def professional_at(identity: Pool | Tx, unit: str, user_name: str) -> UUID | None:
    """Which professional of a unit has this user name, if one does."""
    found: UUID | None = await identity.fetchval(PROFESSIONAL, unit, user_name)
    return found


async def names_of(identity: Pool | Tx, accounts: Collection[UUID]) -> dict[UUID, str]:
    """What these are called among colleagues."""
    rows = await identity.fetch(NAMES_OF, list(accounts))
    return {row["id"]: row["name"] for row in rows}
