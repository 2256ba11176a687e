"""Programmes of group work."""

from deploy.cli.city.form import Form
from deploy.cli.city.mistakes import Report
from deploy.cli.city.parts import Fields
from deploy.cli.city.territory import Codes
from deploy.cli.city.triage import codes_of
from shared.city import Programme, ProgrammeKind
from shared.contracts.groups import SessionMode

FIELDS = (
    "kind",
    "mode",
    "minutes",
    "size",
    "restricted",
    "public",
    "reasons",
    "languages",
    "title",
    "aim",
    "audience",
)
MINUTES = (15, 480)
SIZE = (1, 500)


def programmes(
    sections: Fields | None, reasons: Codes, languages: Codes, report: Report
) -> tuple[Programme, ...]:
    """What a unit may open sessions of; ``reasons`` and ``languages`` are what it may name."""
    if sections is None:
        return ()
    form = Form(sections, report)
    return tuple(_programme(form, code, reasons, languages) for code in sections.parts)


def _programme(form: Form, code: str, reasons: Codes, languages: Codes) -> Programme:
    form.check_code(code, code)
    section = form.section(code).only(FIELDS)
    spoken = codes_of(section, "languages", languages, "language")
    if not spoken and "languages" in section.fields.parts:
        section.wrong("languages", "It is held in no language.", "Write one after a hyphen.")
    return Programme(
        code=code,
        kind=section.one_of("kind", ProgrammeKind),
        mode=section.one_of("mode", SessionMode),
        minutes=section.whole("minutes", *MINUTES),
        size=section.whole("size", *SIZE),
        restricted=section.yes_no("restricted"),
        public=section.yes_no("public"),
        reasons=codes_of(section, "reasons", reasons, "reason"),
        languages=spoken,
        title=section.section("title").texts(),
        aim=section.section("aim").texts(),
        audience=section.section("audience").texts(),
    )
