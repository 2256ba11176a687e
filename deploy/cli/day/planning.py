"""A whole plan from wishes."""

from deploy.cli.day.calls import calls
from deploy.cli.day.plan import Plan, Wishes, shifts
from deploy.cli.day.visits import visits


def plan(wishes: Wishes) -> Plan:
    """Everything that happens on that day."""
    return Plan(wishes, tuple(visits(wishes)), tuple(calls(wishes)), tuple(shifts(wishes)))
