"""The city's territory, and the units to which a contact may belong."""

from enum import StrEnum

from pydantic import Field

from shared.city.texts import Document, Texts


class District(Document):
    """A district, with the city's official two-digit code."""

    code: str
    name: str


class Barri(Document):
    """A neighbourhood, with the city's official two-digit code."""

    code: str
    name: str
    district: str


class UnitKind(StrEnum):
    """What a contact may belong to."""

    CENTRE = "centre"
    TELEPHONE = "telephone"
    PRACTICE = "practice"
    """No door: a place to practise with invented callers, of which nothing is ever told."""


class Unit(Document):
    """A centre, or the city telephone service, whose contacts have no centre at first."""

    code: str
    kind: UnitKind
    name: str
    """As it is called in the city's own language."""
    short_name: str
    names: Texts | None = None
    """Where other languages call it otherwise."""
    district: str | None = None
    """None for the telephone service."""
    barri: str | None = None
    illustrative: bool = False
    """Made up for the demonstration, or not confirmed by a source."""
    desks: int = Field(ge=1)
    calendar: str
    ticket_letter: str = Field(pattern="^[A-Z]$")

    def said(self, language: str) -> str:
        """Its name in a language."""
        return self.names.said(language) if self.names else self.name
