"""What happened with a person at a unit, newest first, as far as the reader may know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.gateway.domain import access
from services.gateway.domain.access_to_calls import may_know_call
from services.gateway.domain.timeline import Line, Stretch
from services.gateway.queries.people import Looking
from services.gateway.store.contacts import KNOWN, facts_of
from services.gateway.store.pending import KNOWN_CALL, facts_of_call
from services.gateway.store.timeline import Tied, lines_of
from shared.city.store import current
from shared.db import Tx

MOST_CONTACTS = 500
"""Of one person, the newest; what came before is not in the timeline."""
CONTACTS = f"""
{KNOWN} WHERE person = $1 OR (person IS NULL AND id IN (
  SELECT p.contact FROM pending_call AS p WHERE p.person = $1))
ORDER BY opened_at DESC, id DESC LIMIT {MOST_CONTACTS}
"""
"""Theirs, and the calls that are theirs to be returned: whose those are was said of the entry."""
CALLS = f"{KNOWN_CALL} WHERE person = $1 ORDER BY first_at DESC, id DESC LIMIT {MOST_CONTACTS}"


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the timeline, with the ticket code of its contact, if it had one."""

    line: Line
    code: str | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A stretch of it, and from where the next goes on."""

    happened: tuple[Happened, ...]
    older: int | None


async def timeline(tx: Tx, person_id: UUID, stretch: Stretch, looking: Looking) -> Timeline:
    """What is tied to contacts of theirs that the reader may know of, and to no other contact.

    Pending calls too that were said to be theirs, with the call that each comes of.
    To be given out with the person only.
    """
    here, who = await current(tx, looking.at), looking.reader.who
    codes: dict[UUID, str | None] = {}
    unknown: list[UUID] = []
    for facts in map(facts_of, await tx.fetch(CONTACTS, person_id)):
        contact = facts.contact
        if access.may_know(facts, access.is_restricted(here, contact), who, looking.at):
            codes[contact.id] = contact.code
        else:
            unknown.append(contact.id)
    calls: dict[bool, list[UUID]] = {True: [], False: []}
    for call in map(facts_of_call, await tx.fetch(CALLS, person_id)):
        calls[may_know_call(here, call, who, looking.at)].append(call.entry.id)
    more = Stretch(stretch.unit, stretch.limit + 1, stretch.after)
    known, hidden = Tied(person_id, list(codes), calls[True]), Tied(None, unknown, calls[False])
    lines = await lines_of(tx, known, hidden, more)
    happened = tuple(Happened(line, _code(codes, line)) for line in lines[: stretch.limit])
    older = stretch.after + stretch.limit if len(lines) > stretch.limit else None
    return Timeline(happened, older)


def _code(codes: Mapping[UUID, str | None], line: Line) -> str | None:
    return codes.get(line.contact) if line.contact else None
