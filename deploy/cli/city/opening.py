"""Calendars and holidays."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import pairwise

from deploy.cli.city.files import Table
from deploy.cli.city.form import NOTHING, Form
from deploy.cli.city.mistakes import Report
from deploy.cli.city.parts import Fields
from deploy.cli.city.territory import Codes, Register
from shared.city import Calendar, Holiday, Hours, Season

HOLIDAYS = ("day", "district", "name_ca", "name_es", "name_en")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = [name.lower() for name in calendar.month_name]
LEAP_YEAR = 2024  # so that 29 February is a day of the year


def calendars(sections: Fields | None, report: Report) -> tuple[tuple[Calendar, ...], Codes]:
    """The calendars, each under its code."""
    if sections is None:
        return (), None
    form = Form(sections, report)
    read = []
    for code in sections.parts:
        form.check_code(code, code)
        section = form.section(code).only(("name", "seasons"))
        name = section.section("name").texts()
        read.append(Calendar(code=code, name=name, seasons=tuple(_seasons(section))))
    return tuple(read), sections.parts.keys()


def holidays(table: Table, districts: Codes, report: Report) -> tuple[Holiday, ...]:
    """The days on which the city or a district closes."""
    register = Register.of("holidays.csv", table.whole)
    return tuple(_holiday(Form(row, report), register, districts) for row in table.rows)


def _holiday(form: Form, register: Register, districts: Codes) -> Holiday:
    district = form.optional("district")
    day = form.optional("day") or NOTHING
    register.enter(form, "day", day if district is None else f"{day} in {district}")
    return Holiday(
        day=form.day("day"),
        district=district and form.known("district", districts, "district"),
        name=form.texts("name_"),
    )


def _seasons(section: Form) -> Iterator[Season]:
    taken: dict[date, int] = {}
    for part in section.items("seasons"):
        if not isinstance(part, Fields):
            section.wrong("seasons", "A season must be a section.", "Begin it with: - from: ...")
            continue
        form = Form(part, section.report).only(("from", "to", *WEEKDAYS))
        starts, ends = _day_of_year(form, "from"), _day_of_year(form, "to")
        days = tuple(_hours(form, name) for name in WEEKDAYS)
        season = Season(starts=_month_day(starts), ends=_month_day(ends), weekdays=days)
        if starts and ends:
            _check_free(form, season, taken)
        yield season


def _check_free(form: Form, season: Season, taken: dict[date, int]) -> None:
    first = date(LEAP_YEAR, 1, 1)
    days = [first + timedelta(days=number) for number in range(366)]
    held = [day for day in days if season.holds(day)]
    if twice := next((day for day in held if day in taken), None):
        what = f"{twice.day} {twice:%B} is also in the season of line {taken[twice]}."
        form.wrong("from", what, "Seasons must not overlap: correct the first or last days.")
    for day in held:
        taken.setdefault(day, form.fields.line)


def _month_day(day: date | None) -> tuple[int, int]:
    return (day.month, day.day) if day else (1, 1)


def _day_of_year(form: Form, name: str) -> date | None:
    text = form.text(name)
    number, _, month = text.partition(" ")
    try:
        return date(LEAP_YEAR, MONTHS.index(month.lower()), int(number))
    except ValueError:
        if text != NOTHING:
            remedy = "Write the day and the month in English, such as 7 January."
            form.wrong(name, f"{text!r} is no day of the year.", remedy)
        return None


def _hours(form: Form, name: str) -> tuple[Hours, ...]:
    text = form.text(name)
    if text in (NOTHING, "closed"):
        return ()
    stretches = [_stretch(form, name, stretch.strip()) for stretch in text.split(",")]
    hours = tuple(stretch for stretch in stretches if stretch)
    if any(after.opens < before.closes for before, after in pairwise(hours)):
        what = f"The hours {text!r} overlap or are not in order."
        form.wrong(name, what, "Write the earlier first, and let each end before the next.")
    return hours


def _stretch(form: Form, name: str, text: str) -> Hours | None:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d ?[-–] ?([01]\d|2[0-3]):[0-5]\d", text):
        remedy = "Write hours such as 09:00-13:30, several with a comma between them, or closed."
        form.wrong(name, f"{text!r} are no hours.", remedy)
        return None
    opens, closes = (time.fromisoformat(clock.strip()) for clock in re.split("[-–]", text))
    if closes <= opens:
        remedy = "Write when the unit opens, then when it closes, on the same day."
        form.wrong(name, f"The hours {text!r} end before they begin.", remedy)
        return None
    return Hours(opens=opens, closes=closes)
