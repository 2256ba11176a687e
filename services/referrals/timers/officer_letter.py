"""What is written to the officer: that, when and by which code; no content, no name, no side."""

from collections.abc import Collection

from services.referrals.store.notices import Notice
from shared.identity import LANGUAGES
from shared.mail.sending import Letter
from shared.pages import formats
from shared.pages.messages import N_, translations
from shared.settings import Settings

SUBJECT = N_("A referral sent by mistake had been opened")
TEXT = N_(
    "Referral %(code)s was called a mistake on %(when)s (Europe/Madrid), and whoever received it "
    "had opened it before. Who had read it:"
)
PATH = "/referrals/mistakes"


def letter(settings: Settings, notice: Notice, spoken: Collection[str]) -> Letter:
    """In the officers' language, or in all where they do not share one."""
    languages = list(spoken) if len(spoken) == 1 else list(LANGUAGES)
    heads, bodies = [], []
    for language in languages:
        said = translations("referrals", language).gettext
        when = formats.moment(notice.ended_at, language)
        heads.append(said(SUBJECT))
        bodies.append(said(TEXT) % {"when": when, "code": notice.code})
    bodies.append(f"{settings.origin}{PATH}\n")
    return Letter(settings.officer_mail, f"Portes: {' / '.join(heads)}", "\n\n".join(bodies))
