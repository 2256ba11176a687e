"""Accounts, sessions and keys, in a database of their own that every service reads."""

from shared.identity.principal import (
    LANGUAGES,
    MACHINES,
    PARTNERS,
    PEOPLE,
    SCREENS,
    Principal,
    Role,
)

__all__ = ["LANGUAGES", "MACHINES", "PARTNERS", "PEOPLE", "SCREENS", "Principal", "Role"]
