"""What is written about a place: what, when, where and its link; nobody's name."""

from datetime import datetime

from services.groups.store.letters import Due, Says
from shared.city import City
from shared.identity import LANGUAGES
from shared.mail.sending import Letter
from shared.pages import formats
from shared.pages.messages import N_, translations
from shared.settings import Settings

SUBJECTS = {
    Says.ENROLLED: N_("Your place in a session"),
    Says.WAITING: N_("You are on the waiting list"),
    Says.OFFERED: N_("There is a place for you: answer"),
    Says.REVOKED: N_("The session will not take place for you"),
    Says.EXPIRED: N_("The offer of a place is over"),
    Says.REMINDER: N_("Reminder of your session"),
}
WHEN = N_("%(day)s, at %(time)s")
UNTIL = N_("Answer before %(day)s at %(time)s; then it goes to the next.")
CHANGE = N_("To see it or to give it up:")
ANSWER = N_("To take the place, or to leave it to others:")
GIVE = N_("Your code: %(code)s")
PATH = "/groups/places"
ENDED = frozenset({Says.REVOKED, Says.EXPIRED})


def letter(settings: Settings, to: str, due: Due, where: tuple[City, str]) -> Letter:
    """In their language; ``where`` is the city, and the token of a link of this letter's own."""
    here, token = where
    place, session = due.place, due.session
    language = place.language if place.language in LANGUAGES else LANGUAGES[0]
    said = translations("groups", language).gettext
    programme, unit = here.programme(session.programme), here.unit(session.unit)
    title = "" if session.restricted or programme is None else programme.title.said(language)
    lines = [said(SUBJECTS[due.says]), title]
    lines += [said(WHEN) % _moment(session.starts_at, language)]
    lines += [unit.said(language) if unit else "", "" if session.restricted else session.room]
    if due.says is Says.OFFERED and place.offered_until is not None:
        lines += [said(UNTIL) % _moment(place.offered_until, language)]
    if due.says not in ENDED:
        lines += [said(GIVE) % {"code": place.code}]
        asks = ANSWER if due.says is Says.OFFERED else CHANGE
        lines += [f"{said(asks)}\n{settings.origin}{PATH}/{token}"]
    return Letter(to, said(SUBJECTS[due.says]), "\n\n".join(filter(None, lines)) + "\n")


def _moment(at: datetime, language: str) -> dict[str, str]:
    return {"day": formats.day(at, language), "time": formats.clock(at)}
