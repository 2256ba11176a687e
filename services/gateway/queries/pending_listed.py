"""One pending call in a list, with what the list says of it besides."""

from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from services.gateway.domain.access_to_calls import PendingFacts
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.reaching import Begin, Reach, begin, is_out_of_reach
from services.gateway.domain.ways import SafeContact, Speaker
from services.gateway.store.asked_at import ASKED_AT
from services.gateway.store.pending import COLUMNS, facts_of_call
from services.gateway.store.reaching import HAS_TELEPHONE, HOW, how_said
from shared.contracts.gateway import PendingOrigin

OF_ENTRY = ", ".join(f"p.{name}" for name in COLUMNS.split(", "))
LISTED = f"""
SELECT {OF_ENTRY},
  CASE WHEN p.person IS NULL THEN '{{}}' ELSE kept_from(p.person) END AS kept_from,
  {ASKED_AT} AS asked_at, c.code AS ticket, n.number_index AS number,
  {HOW.format(contact="p.contact", person="p.person")},
  (SELECT coalesce(w.telephone_of, 'self') FROM person AS w
   WHERE w.id = p.person AND w.telephone IS NOT NULL AND w.sealed_at IS NULL) AS telephone_of,
  {HAS_TELEPHONE.format(person="p.person")} AS has_telephone,
  (SELECT s.substitute FROM substitute AS s WHERE s.professional = p.owner AND s.unit = p.unit
   AND s.since <= $2 AND s.until > $2 AND s.ended_at IS NULL
   AND s.substitute <> ALL(kept_from(p.person))
   ORDER BY s.since DESC, s.id DESC LIMIT 1) AS stands_in
FROM pending_call AS p
LEFT JOIN contact AS c ON c.id = p.contact
LEFT JOIN caller_number AS n ON n.id = coalesce(p.contact, p.id)
"""
ONE = f"{LISTED} WHERE p.id = ANY($1::uuid[]) AND $2::timestamptz IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Listed:
    """One in the list, with what the list says besides."""

    facts: PendingFacts
    ticket: str | None
    number: bytes | None = field(repr=False)
    """A digest: equal ones are of one telephone, which may be several people's."""
    safe: SafeContact | None
    """The most careful of what was said at its contact, and last of the person anywhere."""
    reach: Reach
    has_telephone: bool
    """Whether whose it is has one; a sealed person counts so, whatever they have."""
    telephone_of: Speaker | None
    """Of whom the person's telephone is, where that is dialled; a sealed person's is not told."""
    asked_at: tuple[UUID, ...]
    """The contacts at which they asked for it."""
    stands_in: UUID | None
    """Who has its owner's messages now; nobody who must not see whom this one concerns."""

    @property
    def entry(self) -> PendingCall:
        """The pending call."""
        return self.facts.entry

    @property
    def begin(self) -> Begin:
        """What to do to reach them."""
        return begin(self.reach, self.safe)

    @property
    def out_of_reach(self) -> bool:
        """Whether nothing may be tried to reach them."""
        return is_out_of_reach(self.reach, self.safe)

    @property
    def numberless(self) -> bool:
        """Whether there is no number to call: none was told, and nobody is named who has one."""
        called = self.entry.origin is not PendingOrigin.MESSAGE
        return called and self.number is None and not self.has_telephone

    @property
    def code(self) -> str:
        """What it is called on a screen: its ticket, or what follows from its id."""
        return self.ticket or f"P {self.entry.id.hex[:4].upper()}"

    @property
    def seen_to_by(self) -> UUID | None:
        """Whose it is now."""
        return self.stands_in or self.entry.owner


def listed_of(row: asyncpg.Record) -> Listed:
    """One of the list, of its row."""
    how, safe = how_said(row)
    facts = facts_of_call(row)
    other = facts.entry.number_corrected_at or facts.entry.origin is PendingOrigin.MESSAGE
    number = None if other else row["number"]
    kept = row["telephone_of"] if number is None and row["telephone_of"] else None
    return Listed(
        facts,
        row["ticket"],
        number,
        safe,
        how,
        row["has_telephone"],
        kept and Speaker(kept),
        tuple(row["asked_at"]),
        row["stands_in"],
    )
