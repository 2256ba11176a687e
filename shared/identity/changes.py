"""What was changed of accounts and keys, by whom: written with the change, never changed itself."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.db import Pool, Tx

NOTE = """
INSERT INTO account_change (id, subject, changed_by, what, before, after)
VALUES ($1, $2, $3, $4, $5::text::jsonb, $6::text::jsonb)
"""
OF = """
SELECT c.at, c.what, a.user_name AS changed_by,
    c.before::text AS before, c.after::text AS after
FROM account_change c LEFT JOIN account a ON a.id = c.changed_by
WHERE c.subject = $1 ORDER BY c.at DESC, c.id DESC LIMIT 100
"""


class What(StrEnum):
    """Kinds of change."""

    CREATED = "created"
    RIGHTS = "rights"
    ACTIVATED = "activated"
    DEACTIVATED = "deactivated"
    RESET_LINK = "reset_link"
    PASSWORD = "password"  # noqa: S105 - the kind's name
    SESSIONS_ENDED = "sessions_ended"
    KEY_CREATED = "key_created"
    KEY_ROTATED = "key_rotated"
    KEY_REVOKED = "key_revoked"


@dataclass(frozen=True, slots=True)
class Noted:
    """One change; ``changed_by`` none is the command line."""

    at: datetime
    what: What
    changed_by: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


async def note(
    tx: Tx,
    subject: UUID,
    by: UUID | None,
    what: What,
    change: tuple[dict[str, Any] | None, dict[str, Any] | None] = (None, None),
) -> None:
    """Write a change down in its own transaction; ``change`` is what was and what is."""
    before, after = (None if value is None else json.dumps(value) for value in change)
    await tx.execute(NOTE, uuid7(), subject, by, what, before, after)


async def changes_of(identity: Pool | Tx, subject: UUID) -> list[Noted]:
    """The newest hundred changes of an account or machine."""
    return [
        Noted(
            row["at"],
            What(row["what"]),
            row["changed_by"],
            json.loads(row["before"]) if row["before"] else None,
            json.loads(row["after"]) if row["after"] else None,
        )
        for row in await identity.fetch(OF, subject)
    ]
