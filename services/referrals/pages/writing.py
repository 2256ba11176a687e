"""A new referral on one page, with the pre-check beside it while somebody writes."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request, Response

from services.referrals import commands, queries
from services.referrals.api.asking import Asking, Ring
from services.referrals.api.fields import Code
from services.referrals.commands import By, Written
from services.referrals.domain import No, Referral
from services.referrals.domain.refusals import DespiteMissing
from services.referrals.pages.form import ReferralForm
from services.referrals.pages.leaving import leave
from services.referrals.pages.words import WORDS, named
from services.referrals.policy import POLICY
from services.referrals.queries import Asked
from services.referrals.queries.checking import NOBODY
from shared.city import City
from shared.city.store import current
from shared.db import Tx as Connection
from shared.encryption import Keyring
from shared.pages import render
from shared.pages.rendering import language_of
from shared.web import Reading, Tx, asking_router, router

pages = router(POLICY, include_in_schema=False)
questions = asking_router(POLICY, include_in_schema=False)


@pages.get("/new")
async def new_page(
    request: Request, tx: Tx, by: Asking, ring: Ring, unit: Code | None = None
) -> Response:
    """An empty form; nothing is checked before something is written."""
    here = await current(tx, by.at)
    form = ReferralForm(unit=unit or "")
    return render(request, "new.html", **await _context(request, tx, by, (here, form, ring)))


@questions.post("/new/check")
async def new_check(
    request: Request, tx: Tx, by: Asking, ring: Ring, form: Annotated[ReferralForm, Form()]
) -> Response:
    """The pre-check of what is in the form now, alone: it is swapped as one block."""
    here = await current(tx, by.at)
    shown = await _context(request, tx, by, (here, form, ring))
    template = "precheck.html" if "hx-request" in request.headers else "new.html"
    return render(request, template, **shown)


@questions.post("/referral/{referral_id}/draft")
async def draft_page(
    request: Request, tx: Tx, by: Asking, ring: Ring, reader: Reading, referral_id: UUID
) -> Response:
    """A draft to go on with; or, of one that came back with a no, the same as a new one."""
    here = await current(tx, by.at)
    found = await queries.own(tx, referral_id, by.who)
    content = (await queries.opened(tx, found.referral, found.side, reader, ring)).content
    one = found.referral
    replaces = one.replaces if found.draft else one.id
    written = Written(_receiver(here, one), one.reason, one.level, content, replaces)
    form = ReferralForm.of(written, one.id if found.draft else None)
    return render(request, "new.html", **await _context(request, tx, by, (here, form, ring)))


def _receiver(here: City, one: Referral) -> str:
    """To whom it goes; of one that was directed elsewhere the right door, or nobody yet."""
    if one.no is not No.REDIRECTED:
        return one.unit
    door = one.elsewhere or ""
    return door if commands.may_receive(here, door, one.organisation) else ""


@pages.post("/new")
async def new_page_keep(
    request: Request, tx: Tx, by: Asking, ring: Ring, form: Annotated[ReferralForm, Form()]
) -> Response:
    """Keep the draft, or send it: to whom was chosen, to the better route, or to both."""
    here = await current(tx, by.at)
    better = await _better(tx, here, form, ring, by) if form.send else None
    if better and form.send == "unit" and form.despite is None:
        raise DespiteMissing
    first = better if form.send == "better" and better else form.unit
    written = form.written(first)
    draft = await _kept(tx, form.draft, written, ring, by)
    if not form.send:
        return leave(request, "/sent?box=drafts")
    also = [better] if form.send == "both" and better else []
    made = await commands.send(tx, draft.id, also, ring, by, form.despite)
    return leave(request, f"/referral/{made[0].id}")


async def _kept(
    tx: Connection, draft: UUID | None, written: Written, ring: Keyring, by: By
) -> Referral:
    if draft is None:
        return await commands.write(tx, written, ring, by)
    return await commands.rewrite(tx, draft, written, ring, by)


async def _better(
    tx: Connection, here: City, form: ReferralForm, ring: Keyring, by: By
) -> str | None:
    found = await queries.check(tx, _asked(form, by), ring, by.at)
    return found.better.code if found.better and found.better.sendable else None


def _asked(form: ReferralForm, by: By) -> Asked:
    content = form.written().content
    whose = by.who.organisation or ""
    return Asked(whose, form.unit, form.reason, content, form.draft or NOBODY)


async def _context(
    request: Request, tx: Connection, by: By, told: tuple[City, ReferralForm, Keyring]
) -> dict[str, Any]:
    here, form, ring = told
    language = language_of(request)
    whose = by.who.organisation
    others = [each for each in here.partners if each.receives and each.code != whose]
    found = await queries.check(tx, _asked(form, by), ring, by.at)
    better = found.better if form.unit and form.reason else None
    owner = here.owner(better.code) if better and not better.sendable else None
    return {
        "form": form,
        "found": found,
        "better": better,
        "better_reach": owner.reach if owner else None,
        "centres": here.centres,
        "others": others,
        "reasons": _reasons(here, language),
        "districts": here.districts,
        "organisation": named(here, whose, language),
        "call": lambda code: named(here, code, language),
        "rules": here.rules.referrals,
        **WORDS,
    }


def _reasons(here: City, language: str) -> list[tuple[str, str]]:
    named_so = [(each.code, each.name.said(language)) for each in here.reasons]
    return sorted(named_so, key=lambda each: each[1].casefold())
