"""Owners, reasons and indicators."""

import re
from enum import StrEnum

from deploy.cli.city.files import Table
from deploy.cli.city.form import NOTHING, Form
from deploy.cli.city.mistakes import Report
from deploy.cli.city.parts import Fields
from deploy.cli.city.territory import Codes, Register
from shared.city import LANGUAGES, Direction, Indicator, Owner, Reason, SpokenLanguage, Target
from shared.contracts.gateway import RESTRICTED, Level

NAMES = ("name_ca", "name_es", "name_en")
OWNERS = ("code", "ours", *NAMES, "reach")
SPOKEN = ("code", *NAMES, "own")
REASONS = ("code", "owner", "level", "restricted", *NAMES)
INDICATOR = ("unit", "source", "formula", "strategy", "name", "definition")
LONGEST_INDICATOR = 60
ISO_639 = re.compile("[a-z]{2,3}")


class Measure(StrEnum):
    """In what an indicator is counted."""

    PEOPLE = "people"
    CONTACTS = "contacts"
    MINUTES = "minutes"
    SECONDS = "seconds"
    SHARE = "share"
    DAYS = "days"
    DESKS = "desks"
    REFERRALS = "referrals"
    SESSIONS = "sessions"
    PLACES = "places"


class Source(StrEnum):
    """The services whose events figures come from."""

    GATEWAY = "gateway"
    REFERRALS = "referrals"
    GROUPS = "groups"


def owners(table: Table, report: Report) -> tuple[tuple[Owner, ...], Codes]:
    """Those in charge of some matter, and their codes."""
    register = Register.of("owners.csv", table.whole)
    forms = [Form(row, report) for row in table.rows]
    read = tuple(
        Owner(
            code=register.enter(form, "code", form.code("code")),
            ours=form.yes_no("ours"),
            name=form.texts("name_"),
            reach=form.optional("reach"),
        )
        for form in forms
    )
    return read, register.codes


def languages(table: Table, report: Report) -> tuple[SpokenLanguage, ...]:
    """In which languages people may ask to be attended, those of the interface first."""
    register = Register.of("languages.csv", table.whole)
    read = [_language(Form(row, report), register) for row in table.rows]
    for code in LANGUAGES:
        if register.codes is not None and code not in register.codes:
            what = f"The language {code!r} of the interface is missing."
            report.add("languages.csv", 1, what, "Add a row with its names.")
    return tuple(sorted(read, key=lambda each: each.code not in LANGUAGES))


def _language(form: Form, register: Register) -> SpokenLanguage:
    code = register.enter(form, "code", form.code("code"))
    if code != NOTHING and not ISO_639.fullmatch(code):
        remedy = "Write its ISO 639 code: two or three small letters."
        form.wrong("code", f"{code!r} is no code of a language.", remedy)
    return SpokenLanguage(code=code, name=form.texts("name_"), own=form.text("own"))


def reasons(table: Table, known: Codes, report: Report) -> tuple[tuple[Reason, ...], Codes]:
    """Why people come, and the codes of it."""
    register = Register.of("reasons.csv", table.whole)
    read = tuple(_reason(Form(row, report), register, known) for row in table.rows)
    return read, register.codes


def _reason(form: Form, register: Register, known: Codes) -> Reason:
    code = register.enter(form, "code", form.code("code"))
    if code == RESTRICTED:
        what = f"The code {RESTRICTED!r} is what restricted reasons are told as."
        form.wrong("code", what, "Choose another code.")
    return Reason(
        code=code,
        owner=form.known("owner", known, "owner"),
        level=form.one_of("level", Level),
        restricted=form.yes_no("restricted"),
        name=form.texts("name_"),
    )


def indicators(sections: Fields | None, report: Report) -> tuple[Indicator, ...]:
    """What is measured, each under its code."""
    if sections is None:
        return ()
    form = Form(sections, report)
    return tuple(_indicator(form, code) for code in sections.parts)


def _indicator(form: Form, code: str) -> Indicator:
    form.check_code(code, code, LONGEST_INDICATOR)
    section = form.section(code).only(INDICATOR, ("target",))
    return Indicator(
        code=code,
        unit=section.one_of("unit", Measure),
        source=section.one_of("source", Source),
        formula=section.text("formula"),
        strategy=section.words("strategy"),
        name=section.section("name").texts(),
        definition=section.section("definition").texts(),
        target=target(section) if "target" in section.fields.parts else None,
    )


def target(section: Form) -> Target:
    """What the city aims at."""
    form = section.section("target").only(("value", "direction", "strategy"))
    return Target(
        value=form.number("value"),
        direction=form.one_of("direction", Direction),
        strategy=form.text("strategy"),
    )
