"""What is written about an appointment: when, where and its link; nobody's name, no reason."""

import io

import segno

from services.gateway.domain.agenda import Appointment
from services.gateway.store.reminders import Says
from shared.city import Unit
from shared.identity import LANGUAGES
from shared.mail.sending import Letter
from shared.pages import formats
from shared.pages.messages import N_, translations
from shared.settings import Settings

SUBJECTS = {
    Says.BOOKED: N_("Your appointment"),
    Says.MOVED: N_("Your appointment has another time"),
    Says.CANCELLED: N_("Your appointment is cancelled"),
    Says.REMINDER: N_("Reminder of your appointment"),
}
WHEN = N_("%(day)s, at %(time)s")
CHANGE = N_("To see it, change the time or cancel it:")
GIVE = N_("On arrival give this code: %(code)s")
PATH = "/gateway/appointments"


def letter(
    settings: Settings, to: str, says: Says, appointment: Appointment, place: tuple[Unit, str]
) -> Letter:
    """In their language; ``place`` is where it is, and the token of a link of this letter's own."""
    unit, token = place
    language = appointment.language if appointment.language in LANGUAGES else LANGUAGES[0]
    said = translations("gateway", language).gettext
    when = said(WHEN) % {
        "day": formats.day(appointment.starts_at, language),
        "time": formats.clock(appointment.starts_at),
    }
    lines = [said(SUBJECTS[says]), when, unit.said(language)]
    picture = None
    if says is not Says.CANCELLED:
        address = f"{settings.origin}{PATH}/{token}"
        lines += [said(GIVE) % {"code": appointment.code}]
        lines += [f"{said(CHANGE)}\n{address}"]
        picture = qr_of(address)
    return Letter(to, said(SUBJECTS[says]), "\n\n".join(lines) + "\n", picture)


def qr_of(address: str) -> bytes:
    """The link as the kiosk's reader reads it, in a PNG."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=6, border=4)
    return drawn.getvalue()
