"""What is written to the officer: that, when and where; nobody's name, no reason, no words."""

from collections.abc import Collection

from services.gateway.store.notices import Notice
from shared.identity import LANGUAGES
from shared.mail.sending import Letter
from shared.pages import formats
from shared.pages.messages import N_, translations
from shared.settings import Settings

SUBJECT = N_("Emergency access")
TEXT = N_(
    "Emergency access to a person was used on %(when)s (Europe/Madrid), at the unit %(unit)s. "
    "Look at it and note it:"
)
PATH = "/gateway/audit/break-glass"


def letter(settings: Settings, notice: Notice, spoken: Collection[str]) -> Letter:
    """In the officers' language, or in all where they do not share one."""
    languages = list(spoken) if len(spoken) == 1 else list(LANGUAGES)
    heads, bodies = [], []
    for language in languages:
        said = translations("gateway", language).gettext
        when = formats.moment(notice.opened_at, language)
        heads.append(said(SUBJECT))
        bodies.append(said(TEXT) % {"when": when, "unit": notice.unit or "–"})
    bodies.append(f"{settings.origin}{PATH}\n")
    return Letter(settings.officer_mail, f"Portes: {' / '.join(heads)}", "\n\n".join(bodies))
