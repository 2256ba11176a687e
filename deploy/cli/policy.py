"""``portes policy show``: who may do what, as the services themselves ask it."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import import_module

from rich.console import Console
from rich.table import Table

from deploy.cli.console import out
from deploy.cli.instance import SERVICES
from deploy.local.command import Problem
from shared.rights import Rule, words
from shared.web.policy import COMMON
from shared.web.routes import addresses

EVERY = "every"
PAGE = """\
# Who may do what

Written by `make docs` from the policies that the services ask at every request; a test compares.
Whatever no line allows is refused, and a route without a line keeps its service from starting.
`portes policy show` prints the same; `/<service>/policy` shows it to the data-protection officer
and to administrators in their language.

What lies outside of *within* is answered as absent (404), but where it asks for the whole city, as
refused (403). Whoever lacks the role is refused (403); who is not signed in is sent to sign in
(401). Behind these rules stands the [second wall](identity.md#the-second-wall) in PostgreSQL.
"""
WIDE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, in English words."""

    service: str
    route: str
    address: str
    does: str
    who: tuple[str, ...]
    within: str
    conditions: tuple[str, ...]


def lines(service: str | None = None) -> Iterator[Line]:
    """The table: first what every service has, then each service's own, or one service's alone."""
    if service not in (None, *SERVICES):
        raise Problem(f"There is no service {service}. Services: {', '.join(SERVICES)}.")
    where = {name: _addresses(name) for name in ((service,) if service else SERVICES)}
    first = next(iter(where.values()))
    yield from (_line(EVERY, route, rule, first) for route, rule in COMMON.items())
    for name, found in where.items():
        policy = import_module(f"services.{name}.policy").POLICY
        yield from (_line(name, route, rule, found) for route, rule in policy.items())


def show(service: str | None, *, as_json: bool) -> None:
    """Print it, as a table or for programs."""
    found = list(lines(service))
    if as_json:
        print(json.dumps([asdict(line) for line in found], indent=1))
        return
    table = Table("service", "does", "who", "within", "on condition", "address", box=None)
    for line in found:
        cells = (line.service, line.does, ", ".join(line.who), line.within)
        table.add_row(*cells, "; ".join(line.conditions), line.address)
    Console(width=None if out.is_terminal else WIDE, highlight=False).print(table)


def page() -> str:
    """The documentation's page."""
    text = PAGE
    for service in (EVERY, *SERVICES):
        heading = "Every service" if service == EVERY else service.capitalize()
        text += f"\n## {heading}\n\n| does | who | within | on condition | route | address |\n"
        text += "| --- | --- | --- | --- | --- | --- |\n"
        text += "".join(_row(line) for line in lines() if line.service == service)
    return text


def _row(line: Line) -> str:
    cells = (line.does, ", ".join(line.who), line.within, "; ".join(line.conditions))
    return f"| {' | '.join(cells)} | `{line.route}` | `{line.address}` |\n"


def _line(service: str, route: str, rule: Rule, where: dict[str, str]) -> Line:
    told = (rule.act, words.who(rule), words.within(rule), words.conditions(rule))
    return Line(service, route, where[route], *told)


def _addresses(service: str) -> dict[str, str]:
    return addresses(import_module(f"services.{service}.app").create_app())
