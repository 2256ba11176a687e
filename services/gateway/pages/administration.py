"""Accounts as administrators see and change them; a password is never seen by anybody."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from services.gateway.pages.rights import RightsForm, choices
from shared.db import Scope, transaction
from shared.identity import PEOPLE, SCREENS, administration
from shared.identity.changes import changes_of
from shared.pages import render
from shared.web import Who, around, identity_router
from shared.web.came_from import absolute
from shared.web.paging import Page

pages = identity_router(include_in_schema=False, prefix="/administration/accounts")
ROLES = (*sorted(PEOPLE), *sorted(SCREENS))


class AccountForm(RightsForm):
    """A new account; its password is chosen by its owner."""

    user_name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$")]
    display_name: Annotated[str, Field(max_length=120)] = ""
    language: Annotated[str, Field(pattern="^(ca|es|en)$")] = "ca"


class ActiveForm(BaseModel):
    """Whether an account may sign in from now on."""

    model_config = ConfigDict(extra="ignore")

    active: bool


@pages.get("")
async def accounts_page(request: Request, page: Page) -> Response:
    """Accounts by name, and a form for another."""
    identity = around(request).identity
    found = await administration.listed(identity, after=page.after, limit=page.limit + 1)
    more = page.end if len(found) > page.limit else None
    shown: dict[str, Any] = {"accounts": found[: page.limit], "more": more, "roles": ROLES}
    return render(request, "accounts.html", **shown, **await choices(request))


@pages.post("")
async def add_account(request: Request, who: Who, form: Annotated[AccountForm, Form()]) -> Response:
    """Make an account, and show once the link by which its owner chooses a password."""
    given = await form.rights(request)
    async with transaction(around(request).identity, Scope.SYSTEM) as tx:
        account = await administration.create(
            tx, form.user_name, given, form.language, who.id, form.display_name
        )
        token = await administration.reset_link(tx, account, who.id)
    return _link(request, form.user_name, token)


@pages.get("/{account}")
async def one_account(request: Request, who: Who, account: UUID) -> Response:
    """One account: what it may, where it is signed in, and who changed what."""
    here = around(request)
    found = await administration.shown(here.identity, account)
    known: dict[str, Any] = {
        "account": found,
        "sessions": await here.sessions.of(account),
        "changes": await changes_of(here.identity, account),
        "own": account == who.id,
        "roles": ROLES,
    }
    return render(request, "one_account.html", **known, **await choices(request))


@pages.post("/{account}/rights")
async def change_rights(
    request: Request, who: Who, account: UUID, form: Annotated[RightsForm, Form()]
) -> Response:
    """Give other roles and another scope."""
    given = await form.rights(request)
    async with transaction(around(request).identity, Scope.SYSTEM) as tx:
        await administration.change_rights(tx, account, given, who.id)
    return _back(request, account)


@pages.post("/{account}/link")
async def make_link(request: Request, who: Who, account: UUID) -> Response:
    """Show once a link by which the owner chooses another password."""
    async with transaction(around(request).identity, Scope.SYSTEM) as tx:
        found = await administration.shown(tx, account)
        token = await administration.reset_link(tx, account, who.id)
    return _link(request, found.user_name, token)


@pages.post("/{account}/active")
async def set_active(
    request: Request, who: Who, account: UUID, form: Annotated[ActiveForm, Form()]
) -> Response:
    """Let somebody sign in, or no longer."""
    async with transaction(around(request).identity, Scope.SYSTEM) as tx:
        await administration.set_active(tx, account, form.active, who.id)
    return _back(request, account)


@pages.post("/{account}/sessions/end")
async def sign_out_account(request: Request, who: Who, account: UUID) -> Response:
    """Sign somebody out everywhere."""
    async with transaction(around(request).identity, Scope.SYSTEM) as tx:
        await administration.end_sessions(tx, account, who.id)
    return _back(request, account)


def _link(request: Request, user_name: str, token: str) -> Response:
    link = absolute(request, "new_password_page", token=token)
    return render(request, "shown_once.html", name=user_name, link=link, key=None)


def _back(request: Request, account: UUID) -> Response:
    return RedirectResponse(request.url_for("one_account", account=account).path, 303)
