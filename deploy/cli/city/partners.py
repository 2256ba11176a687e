"""Partner services: who they are, what they take in, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from deploy.cli.city.form import Form
from deploy.cli.city.mistakes import Report
from deploy.cli.city.parts import Fields
from deploy.cli.city.territory import Codes
from deploy.cli.city.triage import codes_of
from shared.city import Partner, Site

FIELDS = ("name", "illustrative", "receives")
OPTIONAL = ("owner", "takes", "districts", "youngest", "oldest", "attends_days", "sites")
OLDEST = 120
LONGEST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Known:
    """What a partner may refer to, and the codes that it must not have."""

    owners: Codes
    reasons: Codes
    districts: Codes
    units: Codes


def partners(sections: Fields | None, known: Known, report: Report) -> tuple[Partner, ...]:
    """Every partner, by the code that its accounts have."""
    if sections is None:
        return ()
    form = Form(sections, report)
    return tuple(_partner(form, code, known) for code in sections.parts)


def _partner(form: Form, code: str, known: Known) -> Partner:
    form.check_code(code, code)
    if known.units is not None and code in known.units:
        what = f"{code!r} is the code of a unit too."
        form.wrong(code, what, "Give the partner another code, so that nobody mixes them up.")
    section = form.section(code).only(FIELDS, OPTIONAL)
    takes = codes_of(section, "takes", known.reasons, "reason") if _has(section, "takes") else ()
    where = (
        codes_of(section, "districts", known.districts, "district")
        if _has(section, "districts")
        else ()
    )
    receives = section.yes_no("receives")
    if receives and not takes:
        what = "It receives referrals, and takes nothing."
        section.wrong(
            "receives", what, "List under takes the reasons that it answers, or write no."
        )
    youngest, oldest = _age(section, "youngest"), _age(section, "oldest")
    if youngest is not None and oldest is not None and youngest > oldest:
        section.wrong("youngest", "Nobody is that old and that young.", "Change one of the two.")
    waits = _has(section, "attends_days")
    return Partner(
        code=code,
        name=section.section("name").texts(),
        owner=section.known("owner", known.owners, "owner") if _has(section, "owner") else None,
        illustrative=section.yes_no("illustrative"),
        receives=receives,
        takes=takes,
        districts=where,
        youngest=youngest,
        oldest=oldest,
        attends_days=section.whole("attends_days", 0, LONGEST_DAYS) if waits else None,
        sites=tuple(_sites(section.section("sites"), known)),
    )


def _sites(form: Form, known: Known) -> Iterator[Site]:
    for code in form.fields.parts:
        form.check_code(code, code)
        site = form.section(code).only(("name",), ("district",))
        has = _has(site, "district")
        district = site.known("district", known.districts, "district") if has else None
        yield Site(code=code, name=site.text("name"), district=district)


def _age(section: Form, name: str) -> int | None:
    return section.whole(name, 0, OLDEST) if _has(section, name) else None


def _has(section: Form, name: str) -> bool:
    return name in section.fields.parts
