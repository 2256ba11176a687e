"""Whose a pending call is: who has its number, a search as at the desk, and somebody new."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Form, Request, Response

from services.gateway import commands
from services.gateway.api.asking import Comparing
from services.gateway.api.shapes import Code
from services.gateway.domain import people
from services.gateway.pages.pending import to_entry
from services.gateway.pages.pending_drawer import Drawer
from services.gateway.pages.pending_screen import AskedFor, Page
from services.gateway.pages.person_forms import IdentityForm, SearchForm
from services.gateway.policy import POLICY
from shared.web import Keys, Tx, asking_router, router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/pending")
questions = asking_router(POLICY, include_in_schema=False, prefix="/units/{unit}/pending")


@questions.post("/{entry_id}/candidates")
async def pending_candidates(page: Page, drawer: Drawer, unit: Code, asked: AskedFor) -> Response:
    """The entry with those who have its number, masked; each a recorded look."""
    return await page.shown(unit, asked, drawer.with_candidates)


@pages.get("/{entry_id}/candidates")
async def pending_candidates_back(request: Request, unit: Code, entry_id: UUID) -> Response:
    """What was found is not kept: back to the entry."""
    return to_entry(request, unit, entry_id)


@questions.post("/{entry_id}/search")
async def pending_search(
    page: Page, drawer: Drawer, unit: Code, asked: AskedFor, form: Annotated[SearchForm, Form()]
) -> Response:
    """The entry with those who have exactly this telephone or document, or a name like this."""
    typed = people.wanted(form.asked)
    return await page.shown(unit, asked, partial(drawer.searched, typed=typed))


@pages.get("/{entry_id}/search")
async def pending_search_back(request: Request, unit: Code, entry_id: UUID) -> Response:
    """What was found is not kept: back to the entry."""
    return to_entry(request, unit, entry_id)


class _Where:
    """Which one it is, and from which unit's list."""

    def __init__(self, unit: Code, entry_id: UUID, asked: AskedFor) -> None:
        self.unit, self.entry, self.query = unit, entry_id, asked.query


Where = Annotated[_Where, Depends(_Where)]
New = Annotated[IdentityForm, Form()]


@pages.post("/{entry_id}/people")
async def pending_person_new(
    request: Request, tx: Tx, by: Comparing, keys: Keys, where: Where, form: New
) -> Response:
    """Keep somebody new, whose it is."""
    named = await commands.write_down_caller(tx, where.entry, form.identity, by, keys.ring())
    return to_entry(request, where.unit, named.id, where.query)
