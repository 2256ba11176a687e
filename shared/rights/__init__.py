"""Who may do what: rules, what scope they ask for, under which conditions, and their words."""

from shared.rights.rule import (
    ANYONE,
    PEOPLE,
    Condition,
    Policy,
    Rule,
    Within,
    may,
)

__all__ = ["ANYONE", "PEOPLE", "Condition", "Policy", "Rule", "Within", "may"]
