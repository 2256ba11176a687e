"""Times and durations as people of the city read them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal

MINUTE = 60
CITY = ZoneInfo("Europe/Madrid")
LOCALES = {"en": "en_GB"}
"""Where a language alone would mean another country's way: English is that of Europe."""


def _locale(language: str) -> str:
    """Whose order of day, month and year a language's readers expect."""
    return LOCALES.get(language, language)


def clock(at: datetime) -> str:
    """Hour and minute in civil time: ``10:42``."""
    return at.astimezone(CITY).strftime("%H:%M")


def seconds_clock(at: datetime) -> str:
    """With seconds, for what is true at an instant: ``10:42:07``."""
    return at.astimezone(CITY).strftime("%H:%M:%S")


def day(at: datetime, language: str) -> str:
    """Weekday, day and month in words."""
    words = "EEEE, d 'de' MMMM" if language == "es" else "EEEE, d MMMM"
    return format_datetime(at, words, tzinfo=CITY, locale=_locale(language))


def shortday(at: datetime, language: str) -> str:
    """Weekday and day, for what is near: ``dl. 23``."""
    return format_datetime(at, "ccc d", tzinfo=CITY, locale=_locale(language))


def shortmonth(at: datetime, language: str) -> str:
    """The month, for what is small: ``nov.``."""
    return format_datetime(at, "LLL", tzinfo=CITY, locale=_locale(language))


def longdate(on: date, language: str) -> str:
    """A civil day in words, with its year."""
    return format_date(on, "long", locale=_locale(language))


def fulldate(on: date, language: str) -> str:
    """The same with its weekday: ``dijous, 26 de novembre del 2026``."""
    return format_date(on, "full", locale=_locale(language))


def in_words(chosen: str, language: str) -> str:
    """What a form's field for a day or a moment holds, in words; empty where that is neither."""
    try:
        on = datetime.fromisoformat(chosen).date()
    except ValueError:
        return ""
    _, _, time = chosen.partition("T")
    shown = time[:5] + time[5:].removesuffix(":00")  # as browsers write a full minute
    return fulldate(on, language) + (f", {shown}" if time else "")


def longday(at: datetime, language: str) -> str:
    """An instant's civil day in words, with its year."""
    return longdate(at.astimezone(CITY).date(), language)


def moment(at: datetime, language: str) -> str:
    """Day and civil time to the second, as a record tells them."""
    return format_datetime(at, "d MMM y, HH:mm:ss", tzinfo=CITY, locale=_locale(language))


def local(at: datetime) -> str:
    """Civil time as a form's field for it wants: ``2026-11-24T10:42:07``."""
    return at.astimezone(CITY).strftime("%Y-%m-%dT%H:%M:%S")


def isoday(at: datetime) -> str:
    """The civil day as addresses write it: ``2026-11-24``."""
    return at.astimezone(CITY).date().isoformat()


def minutes(seconds: float) -> int:
    """Whole minutes that have passed."""
    return int(seconds // 60)


def duration(seconds: float | None) -> str:
    """``45 s``, ``6 min``, ``1 h 5 min``; a dash when it is not known."""
    if seconds is None:
        return "–"
    if seconds < MINUTE:
        return f"{round(seconds)} s"
    hours, rest = divmod(int(seconds // MINUTE), 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def weekday(at: datetime, language: str) -> str:
    """Weekday, day and month as a sentence has them: ``dimarts, 3 de març``."""
    name = format_datetime(at, "EEEE", tzinfo=CITY, locale=_locale(language))
    return f"{name}, {format_skeleton('MMMMd', at, tzinfo=CITY, locale=_locale(language))}"


def decimal(value: float, language: str) -> str:
    """A number with the reader's decimal sign, no zeros behind it: ``0,8``."""
    return format_decimal(value, locale=_locale(language))


def spoken(code: str, language: str) -> str:
    """A language's name within a sentence of the reader's."""
    return str(Locale.parse(language).languages.get(code, code))


def tongue(code: str, language: str) -> str:
    """A language's name, in the reader's."""
    name = spoken(code, language)
    return name[:1].upper() + name[1:]
