"""What is written to the officer: that, when and where; nobody's name, no reason, no words."""

from collections.abc import Collection

from services.gateway.store.notices import Notice
from shared.mail.officer import ForOfficer, letter_of
from shared.mail.sending import Letter
from shared.pages.messages import N_
from shared.settings import Settings

SUBJECT = N_("Emergency access")
TEXT = N_(
    "Emergency access to a person was used on %(when)s (Europe/Madrid), at the unit %(unit)s. "
    "Look at it and note it:"
)
PATH = "/gateway/audit/break-glass"


def letter(settings: Settings, notice: Notice, spoken: Collection[str]) -> Letter:
    """In the officers' language, or in all where they do not share one."""
    told = {"unit": notice.unit or "–"}
    what = ForOfficer("gateway", SUBJECT, TEXT, notice.opened_at, PATH, told)
    return letter_of(settings, what, spoken)
