"""Cards of the reasons, danger questions, and the rules that propose a level."""

from collections.abc import Iterator

from deploy.cli.city.form import Form
from deploy.cli.city.mistakes import Report, choose
from deploy.cli.city.parts import Fields, Words
from deploy.cli.city.territory import Codes
from shared.city import (
    Card,
    Circumstance,
    DangerQuestion,
    OtherLevel,
    Resource,
    TriageRule,
    TriageRules,
)
from shared.contracts.gateway import Level

SECTIONS = ("danger", "circumstances", "rules", "other_level")


def cards(sections: Fields | None, reasons: Codes, report: Report) -> tuple[Card, ...]:
    """What the reception has before it for each reason; no reason may be left out."""
    if sections is None:
        return ()
    form = Form(sections, report)
    for code in sorted(set(reasons or ()) - set(sections.parts)):
        what = f"The reason {code!r} has no card."
        report.add(sections.file, 1, what, "Write a section with its words and its script.")
    return tuple(_card(form, code, reasons) for code in sections.parts)


def _card(form: Form, code: str, reasons: Codes) -> Card:
    if reasons is not None and code not in reasons:
        form.wrong(code, f"There is no reason {code!r}.", choose(code, reasons))
    section = form.section(code).only(("words", "script"), ("resources",))
    return Card(
        reason=code,
        words=section.section("words").texts(),
        script=section.section("script").texts(),
        resources=tuple(resources(section, "resources")),
    )


def resources(section: Form, name: str, *, known: bool = True) -> Iterator[Resource]:
    """A list of places to turn to; where to may have to be said (``known``)."""
    for part in section.items(name):
        if not isinstance(part, Fields):
            what = "A resource must be a section."
            remedy = "Write its name and how to reach it."
            section.report.add(section.fields.file, part.line, what, remedy)
            continue
        form = Form(part, section.report).only(("name", "reach"))
        reach = form.text("reach") if known else form.optional("reach") or ""
        yield Resource(name=form.section("name").texts(), reach=reach)


def rules(sections: Fields | None, reasons: Codes, report: Report) -> TriageRules:
    """What is asked first, what rules ask about, and the rules."""
    if sections is None:
        return TriageRules()
    form = Form(sections, report).only(SECTIONS)
    circumstances = form.section("circumstances")
    known = set(circumstances.fields.parts)
    return TriageRules(
        danger=tuple(
            _question(form.section("danger"), code, reasons) for code in _codes(form, "danger")
        ),
        circumstances=tuple(
            Circumstance(code=code, name=circumstances.section(code).texts())
            for code in _codes(form, "circumstances")
        ),
        rules=tuple(
            _rule(form.section("rules"), code, reasons, known) for code in _codes(form, "rules")
        ),
        other_level=tuple(
            OtherLevel(code=code, name=form.section("other_level").section(code).texts())
            for code in _codes(form, "other_level")
        ),
    )


def _codes(form: Form, name: str) -> Iterator[str]:
    section = form.section(name)
    for code in section.fields.parts:
        section.check_code(code, code)
        yield code


def _question(form: Form, code: str, reasons: Codes) -> DangerQuestion:
    section = form.section(code).only(("asks", "reasons"))
    meant = codes_of(section, "reasons", reasons, "reason")
    return DangerQuestion(code=code, asks=section.section("asks").texts(), reasons=meant)


def _rule(form: Form, code: str, reasons: Codes, known: set[str]) -> TriageRule:
    section = form.section(code).only(("reasons", "circumstances", "level", "says"))
    return TriageRule(
        code=code,
        reasons=codes_of(section, "reasons", reasons, "reason"),
        circumstances=codes_of(section, "circumstances", known, "circumstance"),
        level=section.one_of("level", Level),
        says=section.section("says").texts(),
    )


def circumstances_of(sections: Fields | None) -> Codes:
    """The codes of the circumstances; none where the file is unreadable."""
    if sections is None:
        return None
    found = sections.parts.get("circumstances")
    return set(found.parts) if isinstance(found, Fields) else set()


def codes_of(form: Form, name: str, known: Codes, kind: str) -> tuple[str, ...]:
    """A list of codes, each of which another list must have."""
    codes = form.words(name)
    for part in form.items(name):
        if isinstance(part, Words) and known is not None and part.text not in known:
            what = f"There is no {kind} {part.text!r}."
            form.report.add(form.fields.file, part.line, what, choose(part.text, known))
    return codes
