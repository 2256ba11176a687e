"""How long each kind of datum lives."""

from collections.abc import Mapping
from datetime import UTC, datetime

from deploy.cli.city.files import Table
from deploy.cli.city.form import NOTHING, Form
from deploy.cli.city.mistakes import Report
from deploy.cli.city.territory import Register
from deploy.cli.retention.kinds import KINDS, Kind
from shared.city import FOREVER, Retention, Since, Then
from shared.city.retention import KEEP, before

COLUMNS = ("kind", "keep", "since", "then", "reason_ca", "reason_es", "reason_en")
SOME_DAY = datetime(2001, 3, 1, tzinfo=UTC)
"""Against which lengths of time are compared."""
HOW = "Write P30D for days, P12M for months, P2Y for years"


def retention(table: Table, report: Report) -> tuple[Retention, ...]:
    """The table; every kind has its row, each long enough for what depends on it."""
    register = Register.of("retention.csv", table.whole)
    forms = {row.parts["kind"]: Form(row, report) for row in table.rows if "kind" in row.parts}
    read = tuple(_row(form, register) for form in forms.values())
    if register.codes is not None and table.rows:
        for kind in KINDS.keys() - register.codes:
            what = f"The kind {kind!r} is missing."
            report.add("retention.csv", 1, what, "Copy its row from another city's folder.")
    lives = {each.kind: each.keep for each in read}
    for form in forms.values():
        _check_others(form, lives)
    return read


def _row(form: Form, register: Register) -> Retention:
    code = register.enter(form, "kind", form.known("kind", KINDS, "kind"))
    since, then = form.one_of("since", Since), form.one_of("then", Then)
    keep = form.text("keep")
    if kind := KINDS.get(code):
        _check_fixed(form, "since", kind.since)
        _check_fixed(form, "then", kind.then)
        _check_keep(form, keep, kind)
    return Retention(kind=code, keep=keep, since=since, then=then, reason=form.texts("reason_"))


def _check_fixed(form: Form, name: str, right: str) -> None:
    said = form.optional(name)
    if said in {*Since, *Then} - {right}:
        form.wrong(name, f"{name!r} says {said!r}, which this kind cannot do.", f"Write {right}.")


def _check_keep(form: Form, keep: str, kind: Kind) -> None:
    if keep == NOTHING:
        return
    if kind.least == FOREVER:
        if keep != FOREVER:
            form.wrong("keep", "The system needs all of this kind.", f"Write {FOREVER}.")
    elif not KEEP.fullmatch(keep):
        form.wrong("keep", f"{keep!r} is no length of time.", f"{HOW}.")
    elif _is_shorter(keep, kind.least):
        form.wrong("keep", f"{keep} is too short for this kind.", f"Write {kind.least} or more.")


def _check_others(form: Form, lives: Mapping[str, str]) -> None:
    code, keep = form.optional("kind") or NOTHING, form.optional("keep") or NOTHING
    kind = KINDS.get(code)
    for other, why in kind.outlives.items() if kind else ():
        longer = lives.get(other, NOTHING)
        if KEEP.fullmatch(keep) and KEEP.fullmatch(longer) and _is_shorter(keep, longer):
            what = f"{code!r} ends before {other!r}, but {why}."
            form.wrong("keep", what, f"Write {longer} or more.")


def _is_shorter(keep: str, other: str) -> bool:
    return before(SOME_DAY, keep) > before(SOME_DAY, other)
