"""What is written to the officer: that, when and by which code; no content, no name, no side."""

from collections.abc import Collection

from services.referrals.store.notices import Notice
from shared.mail.officer import ForOfficer, letter_of
from shared.mail.sending import Letter
from shared.pages.messages import N_
from shared.settings import Settings

SUBJECT = N_("A referral sent by mistake had been opened")
TEXT = N_(
    "Referral %(code)s was called a mistake on %(when)s (Europe/Madrid), and whoever received it "
    "had opened it before. Who had read it:"
)
PATH = "/referrals/mistakes"


def letter(settings: Settings, notice: Notice, spoken: Collection[str]) -> Letter:
    """In the officers' language, or in all where they do not share one."""
    told = {"code": notice.code}
    what = ForOfficer("referrals", SUBJECT, TEXT, notice.ended_at, PATH, told)
    return letter_of(settings, what, spoken)
