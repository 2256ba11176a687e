"""What the claims of the city's identity provider mean."""

from collections.abc import Callable, Collection

from deploy.cli.city.form import Form
from deploy.cli.city.mistakes import Report, choose
from deploy.cli.city.parts import Fields
from deploy.cli.city.territory import Codes
from shared.city import WHOLE_CITY, ClaimMap, SignIn
from shared.identity import MACHINES, Role

ROLES = frozenset(str(role) for role in set(Role) - MACHINES)
"""What people may be; machines have keys."""
Check = Callable[[Form, str, str], None]


def sign_in(sections: Fields | None, units: Codes, report: Report) -> SignIn | None:
    """Who comes in by the identity provider; none where the file cannot be read."""
    if sections is None:
        return None
    form = Form(sections, report).only(("name", "roles", "units", "organisations", "ask"))
    places = None if units is None else {*units, WHOLE_CITY}
    return SignIn(
        name=form.text("name"),
        roles=_claim(form.section("roles"), _among(ROLES, "role")),
        units=_claim(form.section("units"), _among(places, "unit")),
        organisations=_claim(form.section("organisations"), Form.check_code),
        ask=form.section("ask").texts(),
    )


def _claim(form: Form, check: Check) -> ClaimMap:
    form.only(("claim",), ("prefix", "values"))
    named = form.section("values")
    values = {value: named.text(value) for value in named.fields.parts}
    for value, code in values.items():
        check(named, value, code)
    prefix = form.optional("prefix")
    if "claim" in form.fields.parts and not values and prefix is None:
        what = "Nothing says what the values of this claim mean."
        form.wrong("claim", what, "Write values, a prefix, or both below it.")
    return ClaimMap(claim=form.text("claim"), prefix=prefix, values=values)


def _among(codes: Collection[str] | None, kind: str) -> Check:
    def check(form: Form, value: str, code: str) -> None:
        if codes is not None and code not in codes and form.optional(value) is not None:
            form.wrong(value, f"There is no {kind} {code!r}.", choose(code, codes))

    return check
