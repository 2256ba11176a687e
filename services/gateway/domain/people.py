"""A person: the least that tells them apart, how it is written, and how it is masked."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

import phonenumbers

from services.gateway.domain.numbers import document_of, letter_fits, number_of
from services.gateway.domain.refusals import NothingAsked, TelephoneUnreadable, WordsUnreadable
from services.gateway.domain.ways import Speaker
from shared.spelling import COUNTRY

LONGEST_NAME = 120
TELEPHONE = re.compile(r"[0-9+ ().-]+")
SHOWN = 3
"""How many signs of a telephone or document a mask leaves."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, as it is kept: names tidied, telephone in E.164, document without signs."""

    name: str
    telephone: str | None = None
    document: str | None = None
    language: str | None = None
    telephone_of: Speaker | None = None
    """Who speaks for them and has the telephone; none: it is their own."""

    @property
    def document_doubtful(self) -> bool:
        """The letter of a Spanish document does not fit its number: said, never refused."""
        return self.document is not None and letter_fits(self.document) is False

    @property
    def holder(self) -> Speaker | None:
        """Who has the telephone; none: there is no telephone."""
        return (self.telephone_of or Speaker.SELF) if self.telephone else None

    @property
    def telephone_said(self) -> str | None:
        """The telephone as people write it here."""
        if self.telephone is None:
            return None
        number = phonenumbers.parse(self.telephone)
        kind = phonenumbers.PhoneNumberFormat
        home = number.country_code == phonenumbers.country_code_for_region(COUNTRY)
        shown = phonenumbers.format_number(number, kind.NATIONAL if home else kind.INTERNATIONAL)
        return str(shown)

    @property
    def masked(self) -> "Identity":
        """What may be shown until somebody asks for the data: ``M••• R•••, ••• ••• 123``."""
        return Identity(
            " ".join(f"{word[0]}•••" for word in self.name.split()),
            self.telephone and f"••• ••• {self.telephone[-SHOWN:]}",
            self.document and f"•••••{self.document[-SHOWN:]}",
            self.language,
            self.telephone_of,
        )


@dataclass(frozen=True, slots=True)
class Person:
    """A person as they stand; every correction makes a new one with the next version."""

    id: UUID
    version: int
    identity: Identity
    sealed_for: frozenset[str] | None = None
    """The units whose staff may know of them; none: the person is not sealed."""


Correction = Mapping[str, str | None]
"""The fields that were wrong and what they really are; none removes one."""
FIELDS = ("name", "telephone", "document", "language", "telephone_of")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an exact search is by; both find those who have either."""

    telephone: str | None = None
    document: str | None = None
    name: str | None = None
    """Of a search for names that are alike instead."""


def identity(
    name: str,
    telephone: str | None,
    document: str | None,
    language: str | None,
    telephone_of: str | None = None,
) -> Identity:
    """What was written, as it is kept. Raises ``TelephoneUnreadable``, ``WordsUnreadable``.

    Whether the city has the language is asked where the city is known: ``ways.require_listed``.
    """
    return Identity(
        name_of(name),
        number_of(telephone) if telephone else None,
        document_of(document) if document else None,
        language,
        speaker_of(telephone_of) if telephone else None,
    )


def speaker_of(said: str | None) -> Speaker | None:
    """Who has a telephone; none: the person. Raises ``WordsUnreadable``."""
    if said is None or said == Speaker.SELF:
        return None
    try:
        return Speaker(said)
    except ValueError:
        raise WordsUnreadable from None


def as_told_by(told: Identity, speaker: Speaker | None) -> Identity:
    """What somebody tells who speaks for the person: the telephone is that of who speaks."""
    if told.telephone is None or told.telephone_of is not None:
        return told
    return replace(told, telephone_of=speaker_of(speaker))


def correct(person: Person, said: Correction) -> Person:
    """The person with what is now known to be right. Raises as ``identity`` does.

    A new telephone is the person's own unless it is said whose it is.
    """
    if "telephone" in said and "telephone_of" not in said:
        said = {**said, "telephone_of": None}
    fields = {name: getattr(person.identity, name) for name in FIELDS} | dict(said)
    return replace(person, identity=identity(**fields), version=person.version + 1)


def name_of(text: str) -> str:
    """A name with single blanks and composed letters. Raises ``WordsUnreadable``."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise WordsUnreadable
    return name


def asked_for(text: str) -> Asked:
    """What was typed, as the telephone or the document that it can be. Raises ``NothingAsked``."""
    asked = Asked(_or_none(number_of, text), _or_none(document_of, text))
    if not TELEPHONE.fullmatch(text.strip()):
        asked = replace(asked, telephone=None)
    if asked == Asked():
        raise NothingAsked
    return asked


def wanted(text: str) -> Asked:
    """The same, or else a name. Raises ``NothingAsked``."""
    try:
        return asked_for(text)
    except NothingAsked:
        return Asked(name=named(text))


def named(text: str) -> str:
    """What was typed, as a name that can be compared. Raises ``NothingAsked`` without letters."""
    try:
        name = name_of(text)
    except WordsUnreadable:
        raise NothingAsked from None
    if not any(sign.isalpha() for sign in name):
        raise NothingAsked
    return name


def _or_none(read: Callable[[str], str], text: str) -> str | None:
    try:
        return read(text)
    except (TelephoneUnreadable, WordsUnreadable):
        return None
