"""Machines' keys as administrators see and change them; a key is shown once."""

from datetime import timedelta
from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from services.gateway.pages.rights import RightsForm, choices
from shared.db import Scope, transaction
from shared.errors import NotFound
from shared.identity import MACHINES, keys
from shared.pages import render
from shared.web import Who, around, identity_router

pages = identity_router(include_in_schema=False, prefix="/administration/keys")
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$")]


class NameForm(BaseModel):
    """Which machine's."""

    model_config = ConfigDict(extra="ignore")

    name: Annotated[str, Field(max_length=100)]


class KeyForm(RightsForm):
    """A new machine's key, and how many days it lasts."""

    name: Name
    days: Annotated[int, Field(ge=1, le=730)] = 365


class PrefixForm(BaseModel):
    """Which key, by its first characters."""

    model_config = ConfigDict(extra="ignore")

    prefix: Annotated[str, Field(min_length=keys.PREFIX_LENGTH, max_length=keys.PREFIX_LENGTH)]


@pages.get("")
async def keys_page(request: Request) -> Response:
    """Live keys with their prefix, scope and last use, and a form for another."""
    found = await keys.listed(around(request).identity)
    shown = {"keys": found, "roles": sorted(MACHINES), **await choices(request)}
    return render(request, "machines.html", **shown)


@pages.post("")
async def add_key(request: Request, who: Who, form: Annotated[KeyForm, Form()]) -> Response:
    """Make a machine's first key, and show it once."""
    given, lasts = await form.rights(request), timedelta(days=form.days)
    async with transaction(around(request).identity, Scope.SYSTEM) as tx:
        key = await keys.create(tx, form.name, given, lasts, who.id)
    return render(request, "shown_once.html", name=form.name, link=None, key=key)


@pages.post("/rotate")
async def rotate_key(request: Request, who: Who, form: Annotated[NameForm, Form()]) -> Response:
    """Make the key that follows, and show it once; the one before lives until it is revoked."""
    async with transaction(around(request).identity, Scope.SYSTEM) as tx:
        key = await keys.rotate(tx, form.name, by=who.id)
    return render(request, "shown_once.html", name=form.name, link=None, key=key)


@pages.post("/revoke")
async def revoke_key(request: Request, who: Who, form: Annotated[PrefixForm, Form()]) -> Response:
    """End a key within five seconds."""
    async with transaction(around(request).identity, Scope.SYSTEM) as tx:
        if not await keys.revoke(tx, form.prefix, who.id):
            raise NotFound
    return RedirectResponse(request.url_for("keys_page").path, 303)
