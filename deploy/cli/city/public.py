"""What people read who come: urgent numbers, the privacy notice, and further languages."""

from collections.abc import Mapping, Sequence
from typing import Literal

from deploy.cli.city.form import NOTHING, Form
from deploy.cli.city.mistakes import Report, choose
from deploy.cli.city.parts import Fields
from deploy.cli.city.triage import resources
from shared.city import LANGUAGES, Notice, Public, SpokenLanguage, Tongue

SECTIONS = ("urgent", "notice", "languages")
DOORS = ("appointment", "talk", "papers", "waits")
MOST_VERSIONS = 9999


def public(
    sections: Fields | None, known: Sequence[SpokenLanguage], report: Report
) -> Public | None:
    """What the file says; none where it cannot be read."""
    if sections is None:
        return None
    form = Form(sections, report).only(SECTIONS)
    spoken, names = form.section("languages"), {each.code: each.own for each in known}
    return Public(
        urgent=tuple(resources(form, "urgent")),
        notice=_notice(form.section("notice"), set(spoken.fields.parts)),
        languages=tuple(_tongue(spoken, code, names) for code in spoken.fields.parts),
    )


def _notice(form: Form, spoken: set[str]) -> Notice:
    form.only(("version", "short", "whole"), ("others",))
    others = form.section("others")
    for code in set(others.fields.parts) - spoken:
        remedy = "Add the language, or remove the line."
        others.wrong(code, f"There is no language {code!r} in this file.", remedy)
    return Notice(
        version=form.whole("version", 1, MOST_VERSIONS),
        short=form.section("short").texts(),
        whole=form.section("whole").texts(),
        others={code: others.text(code) for code in others.fields.parts},
    )


def _tongue(spoken: Form, code: str, names: Mapping[str, str]) -> Tongue:
    if names and (code not in names or code in LANGUAGES):
        what = f"{code!r} is no language of languages.csv beside the three."
        spoken.wrong(code, what, choose(code, set(names) - set(LANGUAGES)))
    form = spoken.section(code).only(("sentence",), ("direction", *DOORS))
    return Tongue(
        code=code,
        name=names.get(code, NOTHING),
        direction=_direction(form),
        sentence=form.text("sentence"),
        **{name: form.optional(name) for name in DOORS},
    )


def _direction(form: Form) -> Literal["ltr", "rtl"]:
    said = form.optional("direction") or "ltr"
    if said not in ("ltr", "rtl"):
        form.wrong("direction", f"'direction' says {said!r}.", "Write ltr or rtl.")
    return "rtl" if said == "rtl" else "ltr"
