"""The place to practise, and the callers who are invented for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from deploy.cli.city.form import Form
from deploy.cli.city.mistakes import Report
from deploy.cli.city.parts import Fields, Words
from deploy.cli.city.territory import Codes
from deploy.cli.city.triage import codes_of
from shared.city import InventedCaller, Unit, UnitKind
from shared.contracts.gateway import Level, Outcome

FIELDS = ("says", "reasons", "level", "outcomes", "because")


@dataclass(frozen=True, slots=True)
class Known:
    """What an invented caller may refer to."""

    reasons: Codes
    circumstances: Codes


def apart(units: tuple[Unit, ...], report: Report) -> tuple[tuple[Unit, ...], Unit | None]:
    """The doors, and the place to practise, of which there is one at most."""
    rooms = [unit for unit in units if unit.kind is UnitKind.PRACTICE]
    if len(rooms) > 1:
        what = "There is more than one unit of the kind practice."
        report.add("units.csv", 1, what, "Leave one of them; accounts of every centre may use it.")
    doors = tuple(unit for unit in units if unit.kind is not UnitKind.PRACTICE)
    return doors, next(iter(rooms), None)


def callers(sections: Fields | None, known: Known, report: Report) -> tuple[InventedCaller, ...]:
    """Everybody who is invented."""
    if sections is None:
        return ()
    form = Form(sections, report)
    return tuple(_caller(form, code, known) for code in sections.parts)


def _caller(form: Form, code: str, known: Known) -> InventedCaller:
    form.check_code(code, code)
    section = form.section(code).only(FIELDS, ("circumstances",))
    return InventedCaller(
        code=code,
        says=section.section("says").texts(),
        reasons=codes_of(section, "reasons", known.reasons, "reason"),
        circumstances=codes_of(section, "circumstances", known.circumstances, "circumstance"),
        level=section.one_of("level", Level),
        outcomes=tuple(_outcomes(section)),
        because=section.section("because").texts(),
    )


def _outcomes(section: Form) -> Iterator[Outcome]:
    for part in section.items("outcomes"):
        if isinstance(part, Words) and part.text in {str(each) for each in Outcome}:
            yield Outcome(part.text)
        else:
            choices = ", ".join(each for each in Outcome)
            section.report.add(
                section.fields.file, part.line, "This is no outcome.", f"Choose from: {choices}."
            )
