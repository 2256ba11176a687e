"""The day under way: what all who are played share."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.cli.day.chance import chance
from deploy.cli.day.clock import Time
from deploy.cli.day.handed import Sent
from deploy.cli.day.ledger import Ledger
from deploy.cli.day.people import Line, Pass, Person
from deploy.cli.day.plan import Plan
from deploy.cli.day.planned import Fate, Visit
from deploy.cli.day.visits import fate_of

GATEWAY = "/gateway/api"


@dataclass(slots=True)
class House:
    """A plan that is played, by whom, on which clock, and what came of it so far."""

    plan: Plan
    line: Line
    passes: Mapping[str, Pass]
    time: Time
    ledger: Ledger
    patient: bool = False
    """Whether others open contacts too, so that desks look by themselves now and then."""
    spared: str | None = None
    """Whose referrals of the days before are left to whoever else is there."""
    people: dict[str, Person] = field(default_factory=dict)
    waiting: defaultdict[str, asyncio.Semaphore] = field(
        default_factory=lambda: defaultdict(lambda: asyncio.Semaphore(0))
    )
    """By unit: one for each who waits to be called, as far as is known here."""
    kiosks: defaultdict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )
    """By unit: whoever stands at its kiosk, which knows one person at a time."""
    visits: dict[str, Visit] = field(default_factory=dict)
    """Whom the plan sent, by their contact."""
    sent: dict[str, Sent] = field(default_factory=dict)
    """Referrals that the plan sent, by their id."""
    tickets: dict[tuple[str, str], Visit] = field(default_factory=dict)
    """Who took a ticket, by unit and code."""

    def start(self, plan: Plan) -> None:
        """Go on with another day's plan, and the same people and ledger."""
        self.plan = plan
        self.visits.clear()
        self.tickets.clear()
        self.waiting.clear()

    def person(self, name: str) -> Person:
        """One who is played; they come in when they first ask for something."""
        if name not in self.people:
            self.people[name] = Person(self.line, self.passes[name])
        return self.people[name]

    def came(self, unit: str) -> None:
        """Somebody waits there."""
        self.waiting[unit].release()

    def visit(self, contact: Mapping[str, Any]) -> Visit | None:
        """Who that contact is in the plan; none for whoever came otherwise."""
        ticket = self.tickets.pop((contact["unit"], contact["code"] or ""), None)
        if ticket is not None:
            self.visits[contact["id"]] = ticket
        return self.visits.get(contact["id"])

    def fate(self, contact: Mapping[str, Any]) -> Fate:
        """Why they come and what becomes of it; for whom the plan does not know, as for others."""
        visit = self.visit(contact)
        if visit is not None:
            return visit.fate
        wishes = self.plan.wishes
        source = chance(wishes.seed, contact["id"])
        return fate_of(wishes.numbers, source, wishes.numbers.minutes)
