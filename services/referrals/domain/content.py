"""What a referral says of somebody: the only part that names them, kept sealed."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shared.spelling import e164, folded


class Part(StrEnum):
    """What a referral may lack."""

    NAME = "name"
    CONTACT = "contact"
    DISTRICT = "district"
    ABOUT = "about"
    CONSENT = "consent"
    DATE = "date"
    ASSESSMENT = "assessment"
    VALIDITY = "validity"


NEEDED = (Part.NAME, Part.ABOUT, Part.CONSENT)
"""Without these nothing is sent."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the sender has already found out, so that nobody asks the person again."""

    author: str
    """A professional or team."""
    made_on: date | None = None
    valid_until: date | None = None
    """Without it the receiver repeats it."""

    def valid(self, on: date) -> bool:
        """Whether it may be taken over on that day."""
        return self.valid_until is not None and on <= self.valid_until


@dataclass(frozen=True, slots=True)
class Content:
    """Whom it concerns, how to reach them, what is to be done, and who may know."""

    name: str = ""
    contact: str = ""
    district: str | None = None
    """Where they live, by the code of a district."""
    age: int | None = None
    household: str = ""
    about: str = ""
    """What the receiver should do."""
    by_when: date | None = None
    """By when it must be done: that of an eviction, of a cut."""
    known_by: str = ""
    """The professional who knows them."""
    assessment: Assessment | None = None
    consents: tuple[str, ...] = field(default=())
    """Which receivers they agreed to, by codes: each by itself."""

    def lacks(self, receiver: str, on: date) -> tuple[Part, ...]:
        """What is missing of it for that receiver; of an assessment also that it is valid."""
        validity = self.assessment is None or self.assessment.valid(on)
        there = {
            Part.NAME: bool(self.name.strip()),
            Part.CONTACT: bool(self.contact.strip()),
            Part.DISTRICT: self.district is not None,
            Part.ABOUT: bool(self.about.strip()),
            Part.CONSENT: receiver in self.consents,
            Part.VALIDITY: validity,
        }
        return tuple(part for part, is_there in there.items() if not is_there)

    @property
    def whom(self) -> str:
        """How the same name is written in another referral: its words, folded, in any order."""
        return " ".join(sorted(re.findall(r"[^\W_]+", folded(self.name).replace("'", ""))))

    @property
    def reached(self) -> str:
        """How the same contact is written in another referral."""
        signs = (each for each in folded(self.contact) if each.isalnum())
        return e164(self.contact) or "".join(signs)

    def alike(self, other: "Content") -> bool:
        """Whether it may be the same person: where one says no contact, by the name alone."""
        contacts = {self.reached, other.reached} - {""}
        return self.whom == other.whom and len(contacts) <= 1
