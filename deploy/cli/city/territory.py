"""Districts, neighbourhoods and units."""

from collections.abc import Collection
from dataclasses import dataclass

from deploy.cli.city.files import Table
from deploy.cli.city.form import NOTHING, Form
from deploy.cli.city.mistakes import Report
from shared.city import Barri, District, Texts, Unit, UnitKind

DISTRICTS = ("code", "name")
BARRIS = ("code", "name", "district")
UNITS = (
    *("code", "kind", "name", "short_name", "name_es", "name_en", "district", "barri"),
    *("illustrative", "desks", "calendar", "ticket_letter"),
)
MOST_DESKS = 200
Codes = Collection[str] | None


@dataclass(slots=True)
class Register:
    """Sees that no code is given twice in a list, and knows them all at its end."""

    file: str
    seen: dict[str, int]
    whole: bool = True

    @classmethod
    def of(cls, file: str, whole: bool) -> "Register":
        """An empty register; ``whole`` when the whole list could be read."""
        return cls(file, {}, whole)

    def enter(self, form: Form, name: str, code: str) -> str:
        """Enter a code, noting a mistake when it is there already."""
        if code in self.seen and code != NOTHING:
            what = f"{code!r} is already on line {self.seen[code]}."
            form.wrong(name, what, "Change or remove one of the two.")
        if code == NOTHING:
            self.whole = False
        self.seen.setdefault(code, form.fields.line)
        return code

    @property
    def codes(self) -> Codes:
        """The codes; none where some could not be read, so that none can be called unknown."""
        return self.seen.keys() if self.whole else None


def districts(table: Table, report: Report) -> tuple[tuple[District, ...], Codes]:
    """The districts and their codes."""
    register = Register.of("districts.csv", table.whole)
    forms = [Form(row, report) for row in table.rows]
    read = tuple(
        District(code=register.enter(form, "code", form.code("code")), name=form.text("name"))
        for form in forms
    )
    return read, register.codes


def barris(table: Table, known: Codes, report: Report) -> tuple[tuple[Barri, ...], Codes]:
    """The neighbourhoods and their codes."""
    register = Register.of("barris.csv", table.whole)
    forms = [Form(row, report) for row in table.rows]
    read = tuple(
        Barri(
            code=register.enter(form, "code", form.code("code")),
            name=form.text("name"),
            district=form.known("district", known, "district"),
        )
        for form in forms
    )
    return read, register.codes


@dataclass(frozen=True, slots=True)
class Places:
    """What a unit may refer to."""

    districts: Codes
    barris: Codes
    calendars: Codes
    of_barri: dict[str, str]
    """The district of each neighbourhood."""


def units(table: Table, places: Places, report: Report) -> tuple[tuple[Unit, ...], Codes]:
    """The centres and the telephone service, and their codes."""
    register = Register.of("units.csv", table.whole)
    read = tuple(_unit(Form(row, report), register, places) for row in table.rows)
    return read, register.codes


def _unit(form: Form, register: Register, places: Places) -> Unit:
    return Unit(
        code=register.enter(form, "code", form.code("code")),
        kind=form.one_of("kind", UnitKind),
        name=form.text("name"),
        short_name=form.text("short_name"),
        names=_names(form),
        district=_district(form, places),
        barri=_barri(form, places),
        illustrative=form.yes_no("illustrative"),
        desks=form.whole("desks", 1, MOST_DESKS),
        calendar=form.known("calendar", places.calendars, "calendar"),
        ticket_letter=_letter(form),
    )


def _names(form: Form) -> Texts | None:
    es, en = form.optional("name_es"), form.optional("name_en")
    if es is None and en is None:
        return None
    for name, text, other in (("name_es", es, "name_en"), ("name_en", en, "name_es")):
        if text is None:
            remedy = f"Write it, or empty {other!r} too where the name is the same in all."
            form.wrong(name, f"{name!r} is empty while {other!r} is not.", remedy)
    return Texts(ca=form.optional("name") or NOTHING, es=es or NOTHING, en=en or NOTHING)


def _district(form: Form, places: Places) -> str | None:
    if form.optional("district") is not None:
        return form.known("district", places.districts, "district")
    if form.optional("kind") == UnitKind.CENTRE and "district" in form.fields.parts:
        form.wrong("district", "A centre needs a district.", "Write the code of its district.")
    return None


def _barri(form: Form, places: Places) -> str | None:
    if (barri := form.optional("barri")) is None:
        return None
    home = places.of_barri.get(barri)
    if home not in (None, NOTHING, form.optional("district")):
        what = f"The barri {barri} lies in district {home}."
        form.wrong("barri", what, "Correct the district or the barri of this unit.")
    return form.known("barri", places.barris, "barri")


def _letter(form: Form) -> str:
    letter = form.text("ticket_letter")
    if len(letter) == 1 and letter.isascii() and letter.isupper():
        return letter
    if letter != NOTHING:
        form.wrong("ticket_letter", f"{letter!r} is no ticket letter.", "Use one letter, A to Z.")
    return "A"
