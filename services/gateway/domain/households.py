"""Links of a household: that two people live together or are family, since when and until when.

They are for staff to know whom to ask after. They are no relation: whoever may see one of the two
may not therefore see the other.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.gateway.domain.refusals import OneAndTheSame


class Kind(StrEnum):
    """What two people are to one another."""

    HOUSEHOLD = "household"
    """They live together."""
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of two people, the one with the smaller identifier first; it holds while open."""

    id: UUID
    one: UUID
    other: UUID
    kind: Kind
    since: datetime

    def beyond(self, person: UUID) -> UUID:
        """The other of the two."""
        return self.other if person == self.one else self.one


def linked(link: UUID, two: tuple[UUID, UUID], kind: Kind, at: datetime) -> Link:
    """A new link of these two. Raises ``OneAndTheSame``."""
    one, other = sorted(two)
    if one == other:
        raise OneAndTheSame
    return Link(link, one, other, kind, at)
