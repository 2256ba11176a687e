"""One's own account: password, language and sessions; and choosing a password by a link."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from services.gateway import queries
from services.gateway.domain.access import READERS
from shared.db import transaction
from shared.encryption import CannotBeOpened, KeysMissing
from shared.errors import NotFound
from shared.identity import LANGUAGES, Principal, accounts, administration
from shared.identity.accounts import NewPassword
from shared.pages import render
from shared.rights.words import ROLES
from shared.web import Who, around, identity_router
from shared.web.browser import place_of
from shared.web.edge import scope_of
from shared.web.sign_in import begin_session, know_browser, leave

pages = identity_router(include_in_schema=False)
Secret = Annotated[str, Form(max_length=1000)]


@pages.get("/account")
async def account_page(request: Request, who: Who) -> Response:
    """Who one is here, where one is signed in, and what one may change."""
    here = around(request)
    account = await administration.shown(here.identity, who.id)
    sessions = await here.sessions.of(who.id, request.cookies.get(here.settings.cookie))
    context: dict[str, Any] = {"account": account, "sessions": sessions, "role_names": ROLES}
    return render(request, "account.html", **context, conflicts=await _conflicts(request, who))


async def _conflicts(request: Request, who: Principal) -> list[Any] | None:
    """What somebody declared; none for those who serve nobody, and where it cannot be read."""
    here = around(request)
    if not who.roles & READERS:
        return None
    try:
        async with transaction(here.pool, scope_of(who)) as tx:
            return [*await queries.declared(tx, who.id, here.keys.ring())]
    except (KeysMissing, CannotBeOpened):
        return None


@pages.post("/account/password")
async def change_password(
    request: Request, who: Who, present: Secret = "", password: Secret = "", repeated: Secret = ""
) -> Response:
    """Choose another password; every other session of one's own ends."""
    here, new = around(request), NewPassword(password, repeated)
    await accounts.change_password(here.identity, who.id, present, new, place_of(request))
    answer = _back(request)
    await begin_session(request, answer, who.id)
    return answer


@pages.post("/account/language")
async def change_language(request: Request, who: Who, language: Annotated[str, Form()]) -> Response:
    """Speak this language wherever one signs in."""
    if language not in LANGUAGES:
        raise NotFound
    here = around(request)
    await administration.speak(here.identity, who.id, language)
    if token := request.cookies.get(here.settings.cookie):
        await here.sessions.speak(token, language)
    return _back(request)


@pages.post("/account/sessions/{session}/end")
async def end_session(request: Request, who: Who, session: UUID) -> Response:
    """End one of one's own sessions."""
    if not await around(request).sessions.revoke(who.id, session):
        raise NotFound
    return _back(request)


@pages.post("/account/sessions/end")
async def end_sessions(request: Request, who: Who) -> Response:
    """Sign out everywhere, here too."""
    await around(request).sessions.revoke(who.id)
    return leave(request)


@pages.get("/new-password/{token}")
async def new_password_page(request: Request, token: str) -> Response:
    """Choose a password by a one-time link; one that is no longer good says so."""
    name = await accounts.name_of_link(around(request).identity, token)
    status = 200 if name else 404
    return render(request, "new_password.html", status=status, user_name=name)


@pages.post("/new-password/{token}")
async def set_new_password(
    request: Request, token: str, password: Secret = "", repeated: Secret = ""
) -> Response:
    """Keep the password that was chosen; then sign in with it.

    This browser is known from now on: whoever fails again and again at its address does not keep
    the account's owner out.
    """
    chosen = NewPassword(password, repeated)
    account = await accounts.use_link(around(request).identity, token, chosen)
    answer = RedirectResponse(request.url_for("sign_in_page").path, 303)
    await know_browser(request, answer, account)
    return answer


def _back(request: Request) -> Response:
    return RedirectResponse(f"{request.scope.get('root_path', '')}/account", 303)
