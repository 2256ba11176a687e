"""The token endpoint of OAuth 2 for machines: client credentials only (RFC 6749, 4.4)."""

import base64
import binascii
from urllib.parse import unquote_plus

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from shared.identity.access_tokens import (
    InvalidClient,
    TokenRefused,
    UnsupportedGrant,
    issue,
)
from shared.web.edge import around, identity_router

router = identity_router(include_in_schema=False)
NOT_KEPT = {"cache-control": "no-store", "pragma": "no-cache"}
CHALLENGE = {"www-authenticate": 'Basic realm="portes", charset="UTF-8"'}
FIELDS = frozenset({"grant_type", "scope", "client_id", "client_secret"})


@router.post("/oauth/token")
async def oauth_token(request: Request) -> Response:
    """A short-lived token for a machine's name and key, by Basic or in the body."""
    try:
        granted = await issue(around(request).identity, *await _asked(request))
    except TokenRefused as why:
        headers = NOT_KEPT | (CHALLENGE if isinstance(why, InvalidClient) else {})
        return JSONResponse({"error": why.code}, why.status, headers)
    told = {
        "access_token": granted.token,
        "token_type": "Bearer",
        "expires_in": granted.seconds,
        "scope": granted.scope,
    }
    return JSONResponse(told, headers=NOT_KEPT)


async def _asked(request: Request) -> tuple[str, str, str]:
    """Client, secret and scope. Raises ``TokenRefused``."""
    form = await request.form()
    sent = {name: str(value) for name, value in form.multi_items() if name in FIELDS and value}
    if any(len(form.getlist(name)) > 1 for name in FIELDS) or "grant_type" not in sent:
        raise TokenRefused
    client, secret = _client(request, sent)
    if sent["grant_type"] != "client_credentials":
        raise UnsupportedGrant
    return client, secret, sent.get("scope", "")


def _client(request: Request, sent: dict[str, str]) -> tuple[str, str]:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        if "client_id" not in sent or "client_secret" not in sent:
            raise InvalidClient
        return sent["client_id"], sent["client_secret"]
    if "client_secret" in sent:
        raise TokenRefused  # one way at a time
    try:
        name, colon, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as why:
        raise InvalidClient from why
    if scheme.lower() != "basic" or not colon:
        raise InvalidClient
    return unquote_plus(name), unquote_plus(secret)
