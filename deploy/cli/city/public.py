"""What people read: urgent numbers, the privacy notice, further languages, where else to turn."""

from collections.abc import Mapping, Sequence
from typing import Literal

from deploy.cli.city.form import NOTHING, Form
from deploy.cli.city.mistakes import Report, choose
from deploy.cli.city.parts import Fields
from deploy.cli.city.triage import resources
from shared.city import LANGUAGES, Notice, Public, Resource, SpokenLanguage, Tongue

SECTIONS = ("urgent", "notice", "languages")
DOORS = ("appointment", "talk", "papers", "waits")
SENTENCES = ("urgent", "check_in", "unknown", "not_now", "still")
MOST_VERSIONS = 9999


def public(
    sections: Fields | None, known: Sequence[SpokenLanguage], report: Report
) -> Public | None:
    """What the file says; none where it cannot be read."""
    if sections is None:
        return None
    form = Form(sections, report).only(SECTIONS, ("telephone", "foot"))
    spoken, names = form.section("languages"), {each.code: each.own for each in known}
    return Public(
        urgent=tuple(resources(form, "urgent")),
        notice=_notice(form.section("notice"), set(spoken.fields.parts)),
        languages=tuple(_tongue(spoken, code, names) for code in spoken.fields.parts),
        telephone=form.optional("telephone"),
        foot=_foot(form) if "foot" in form.fields.parts else (),
    )


def _foot(form: Form) -> tuple[Resource, ...]:
    """Where it leads; what has no address yet is written down for the city, and shown to nobody."""
    for part in form.items("foot"):
        link = Form(part, form.report) if isinstance(part, Fields) else None
        reach = link.optional("reach") if link else None
        if link and reach and not reach.startswith("https://"):
            link.wrong("reach", f"{reach!r} is no address.", "Begin it with https://.")
    return tuple(each for each in resources(form, "foot", known=False) if each.reach)


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
    form = spoken.section(code).only(("sentence",), ("direction", *DOORS, *SENTENCES))
    return Tongue(
        code=code,
        name=names.get(code, NOTHING),
        direction=_direction(form),
        sentence=form.text("sentence"),
        **{name: form.optional(name) for name in (*DOORS, *SENTENCES)},
    )


def _direction(form: Form) -> Literal["ltr", "rtl"]:
    said = form.optional("direction") or "ltr"
    if said not in ("ltr", "rtl"):
        form.wrong("direction", f"'direction' says {said!r}.", "Write ltr or rtl.")
    return "rtl" if said == "rtl" else "ltr"
