"""What people read: urgent numbers, the privacy notice, further languages, where else to turn."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from shared.city.texts import LANGUAGES, Document, Texts
from shared.city.triage import Resource


class Notice(Document):
    """The privacy notice, in one version of its words."""

    version: int = Field(ge=1)
    short: Texts
    whole: Texts
    """Paragraphs with an empty line between them."""
    others: Mapping[str, str] = {}
    """The short one in further languages, by their codes."""

    def shown(self, language: str) -> tuple[str, str]:
        """The short words, and the language in which they are: Catalan where there is no other."""
        if language in self.others:
            return self.others[language], language
        return self.short.said(language), language if language in LANGUAGES else "ca"


class Tongue(Document):
    """A language beside the three, for those who speak none of them."""

    code: str
    """ISO 639."""
    name: str
    """In its own script, as ``languages.csv`` has it."""
    direction: Literal["ltr", "rtl"] = "ltr"
    sentence: str
    """Take a ticket; somebody who speaks your language or an interpreter will come."""
    appointment: str | None = None
    talk: str | None = None
    papers: str | None = None
    """What the three doors say; none: it is said in Catalan and English."""
    waits: str | None = None
    """Look at the screen; you will be called by this code."""
    urgent: str | None = None
    """Whatever is urgent is said at the desk now, without a ticket. None of these: said in
    Catalan and English too."""
    check_in: str | None = None
    """Show the code of the appointment, or type its six digits."""
    unknown: str | None = None
    """No appointment of today has this code; try again, or take a ticket."""
    not_now: str | None = None
    """The appointment is not for now; say so at the desk, or take a ticket."""
    still: str | None = None
    """Is anybody still there? Touch the screen to go on."""


class Public(Document):
    """All of it."""

    urgent: tuple[Resource, ...]
    notice: Notice
    languages: tuple[Tongue, ...]
    telephone: str | None = None
    """For whoever would rather talk; none: no page offers it."""
    foot: tuple[Resource, ...] = ()
    """What pages for everybody lead to last, such as the way to complain."""

    def tongue(self, code: str) -> Tongue | None:
        """The further language of that code, if there is one."""
        return next((each for each in self.languages if each.code == code), None)
