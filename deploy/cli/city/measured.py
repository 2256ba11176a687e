"""The catalogue of indicators, and the minutes assumed for time released."""

from deploy.cli.city.catalogue import Measure, target
from deploy.cli.city.form import Form
from deploy.cli.city.mistakes import Report, choose
from deploy.cli.city.parts import Fields
from shared.city import Formula, IndicatorVersion, Measured, ReleasedBy, Route

INDICATOR = ("name", "owner", "objectives", "versions")
VERSION = ("from", "formula", "unit", "additive", "definition")
ROUTE = ("minutes", "name", "assumed")
MOST_INDICATORS = 25
"""More than these nobody reads."""
LONGEST = 60
MOST_MINUTES = 480


def measured(sections: Fields | None, report: Report) -> tuple[Measured, ...]:
    """The indicators of the catalogue, each with its versions."""
    if sections is None:
        return ()
    form = Form(sections, report)
    for code in list(sections.parts)[MOST_INDICATORS:]:
        what = f"{code!r} is more than the {MOST_INDICATORS} indicators that a catalogue may have."
        form.wrong(code, what, "Remove those that nobody uses.")
    return tuple(_measured(form, code) for code in sections.parts)


def _measured(form: Form, code: str) -> Measured:
    form.check_code(code, code, LONGEST)
    section = form.section(code).only(INDICATOR)
    versions = section.section("versions")
    read = tuple(_version(versions, number) for number in versions.fields.parts)
    if "versions" in section.fields.parts and not read:
        section.wrong("versions", f"{code!r} has no version.", "Write its first one, 1.")
    for n, name in enumerate(versions.fields.parts, start=1):
        if name != str(n):
            remedy = "Number them 1, 2, 3 in their order, and remove none."
            versions.wrong(name, f"{name!r} is not the version {n}.", remedy)
        elif n > 1 and read[n - 1].since <= read[n - 2].since:
            what = f"Version {n} does not begin after version {n - 1}."
            versions.section(name).wrong("from", what, "Write a later day.")
    return Measured(
        code=code,
        name=section.section("name").texts(),
        owner=section.section("owner").texts(),
        objectives=section.words("objectives"),
        versions=read,
    )


def _version(form: Form, name: str) -> IndicatorVersion:
    section = form.section(name).only(VERSION, ("target", "within"))
    fields = section.fields.parts
    return IndicatorVersion(
        number=list(form.fields.parts).index(name) + 1,
        since=section.day("from"),
        formula=section.one_of("formula", Formula),
        unit=section.one_of("unit", Measure),
        additive=section.yes_no("additive"),
        definition=section.section("definition").texts(),
        within=section.whole("within", 1, 3600) if "within" in fields else 20,
        target=target(section) if "target" in fields else None,
    )


def released(sections: Fields | None, report: Report) -> tuple[Route, ...]:
    """The routes by which time is released, each under its code."""
    if sections is None:
        return ()
    form = Form(sections, report)
    known = [str(code) for code in ReleasedBy]
    for code in sections.parts:
        if code not in known:
            form.wrong(code, f"There is no route {code!r}.", choose(code, known))
    return tuple(_route(form.section(code), code) for code in sections.parts if code in known)


def _route(form: Form, code: str) -> Route:
    section = form.only(ROUTE)
    return Route(
        code=ReleasedBy(code),
        minutes=section.whole("minutes", 0, MOST_MINUTES),
        name=section.section("name").texts(),
        assumed=section.section("assumed").texts(),
    )
