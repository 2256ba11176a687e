"""How each figure is worked out, in words of the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.city import Formula
from shared.pages import N_
from shared.pages.messages import translations

SERVICE = "indicators"
FORMULAS: Mapping[Formula, str] = {
    Formula.ANSWERED_IN_TIME: N_("calls answered within the agreed seconds / calls offered"),
    Formula.CALLBACKS_KEPT: N_("promises to call back that were kept / promises decided"),
    Formula.SOLVED_AT_GATEWAY: N_(
        "contacts that needed nobody else / contacts that ended with an outcome"
    ),
    Formula.OTHERS_MATTERS: N_(
        "contacts redirected to whom the matter belongs / contacts that ended with an outcome"
    ),
    Formula.FIRST_VISIT_DAYS: N_(
        "median of the civil days from the first request to the attended first visit"
    ),
    Formula.MISSED_APPOINTMENTS: N_("appointments missed / appointments attended or missed"),
    Formula.REFERRALS_ACKNOWLEDGED: N_(
        "referrals acknowledged in time / referrals whose time to be acknowledged has come"
    ),
    Formula.REFERRALS_INAPPROPRIATE: N_(
        "referrals returned, redirected or refused / referrals answered"
    ),
    Formula.GROUP_ATTENDANCE: N_(
        "people who came / people enrolled, of sessions held of which it is said"
    ),
    Formula.GROUP_MINUTES_PER_PERSON: N_(
        "minutes of sessions held / people present in them, of which it is said"
    ),
}
"""The city's catalogue names these by their codes; ``docs/indicators.md`` has the same words."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A formula as a page shows it."""

    words: str
    language: str
    """Of the words: English where nobody has said them in the reader's."""


def computed(formula: str, language: str) -> Computed:
    """A formula of the catalogue, or one that the city folder writes out, in the language.

    What a city wrote otherwise than we know it stands as it was written. It may hold any sign,
    so that no template may take it for a message with parts.
    """
    written = FORMULAS[formula] if isinstance(formula, Formula) else formula
    words = translations(SERVICE, language).gettext(written)
    return Computed(words, "en" if words == written else language)
