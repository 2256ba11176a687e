"""Sealed people: on a person's page, and the officer's list with all that changed in it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Form, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.api.protection import note
from services.gateway.api.shapes import Code
from services.gateway.domain import Because, SealReason, because
from services.gateway.domain.sealing import LONGEST_NOTE
from services.gateway.pages.leaving import after, leave
from services.gateway.pages.protection import PERSON
from services.gateway.pages.trace_words import SEAL_CHANGES, SEAL_REASONS
from services.gateway.policy import POLICY
from shared.audit import known
from shared.city.store import current
from shared.pages import render
from shared.web import Keys, Now, Reading, Tx, around, router
from shared.web.paging import After, Page

pages = router(POLICY, include_in_schema=False)
Words = Annotated[str, Field(max_length=60)]


class WhyForm(BaseModel):
    """Why it changes who may know of a person; an empty reason is refused in words."""

    model_config = ConfigDict(extra="ignore")

    reason: Words = ""
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""

    def why(self) -> Because:
        """The reason. Raises ``SealReasonMissing``."""
        return because(self.reason, self.note)


class UnitsForm(WhyForm):
    """For which units a person is sealed."""

    units: list[Words] = []


class _Where:
    """At which unit, and who."""

    def __init__(self, unit: Code, person_id: UUID) -> None:
        self.unit, self.person = unit, person_id
        self.path = f"/units/{unit}/people/{person_id}"


Where = Annotated[_Where, Depends(_Where)]


@pages.post(PERSON + "/seal")
async def person_page_seal(
    request: Request,
    tx: Tx,
    by: Asking,
    keys: Keys,
    where: Where,
    form: Annotated[UnitsForm, Form()],
) -> Response:
    """Seal the person for this unit and those that are chosen."""
    units = {where.unit, *form.units}
    sees = await commands.seal(tx, where.person, units, form.why(), by, keys)
    return leave(request, where.path if sees else "/")


@pages.post(PERSON + "/unseal")
async def person_page_unseal(
    request: Request, tx: Tx, by: Asking, keys: Keys, where: Where, form: Annotated[WhyForm, Form()]
) -> Response:
    """Open the person again to whoever has a relation."""
    await commands.unseal(tx, where.person, form.why(), by, keys)
    return after(request, where.path)


class _Stretches:
    """Which sealed people are shown, and which changes."""

    def __init__(self, page: Page, earlier: After = 0) -> None:
        self.people, self.changes, self.limit = page.after, earlier, page.limit


@pages.get("/audit/sealed")
async def sealed_page(
    request: Request,
    tx: Tx,
    now: Now,
    keys: Keys,
    reading: Reading,
    asked: Annotated[_Stretches, Depends(_Stretches)],
) -> Response:
    """Sealed people, for which units, and how that changed."""
    limit = asked.limit
    found = await queries.sealed_people(tx, asked.people, limit + 1)
    changes = await queries.seal_changes(tx, keys, asked.changes, limit + 1)
    context: dict[str, Any] = {
        "sealed": found[:limit],
        "more": asked.people + limit if len(found) > limit else None,
        "changes": changes[:limit],
        "earlier": asked.changes + limit if len(changes) > limit else None,
        "asked": asked,
        "readers": await known(around(request).identity),
        "city": await current(tx, now),
        "reasons": SEAL_REASONS,
        "said_of": SEAL_CHANGES,
        "offered": list(SealReason),
        "longest": LONGEST_NOTE,
    }
    seen = [*(each.id for each in found[:limit]), *(each.person for each in changes[:limit])]
    await note(tx, reading, [*seen])
    return render(request, "sealed.html", **context)


@pages.post("/audit/sealed/{person_id}")
async def sealed_change(
    request: Request,
    tx: Tx,
    by: Asking,
    keys: Keys,
    person_id: UUID,
    form: Annotated[UnitsForm, Form()],
) -> Response:
    """For which units a person is sealed; none opens them again."""
    await commands.reseal(tx, person_id, form.units, form.why(), by, keys)
    return after(request, "/audit/sealed")
