"""What is asked of a token before a word of it is believed. Times are real, in seconds."""

from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.identity.oidc.values import LOGOUT_SECONDS, Claims, LoggedOut, NotTrusted

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signed by a key that only the provider has: neither unsigned nor by a shared secret."""
LEEWAY_SECONDS = 30
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TYPES = (None, "JWT", "logout+jwt")


@dataclass(frozen=True, slots=True)
class Expected:
    """Whose tokens count, and for whom."""

    issuer: str
    client_id: str


def key_id(token: str) -> str:
    """The name of the key that the token says it is signed with. Raises ``NotTrusted``."""
    try:
        named = jws.extract_compact(token.encode()).headers().get("kid")
    except (JoseError, ValueError) as why:
        raise NotTrusted("form") from why
    if not isinstance(named, str):
        raise NotTrusted("kid")
    return named


def read_id_token(
    token: str, keys: KeySet, expected: Expected, nonce: str, access_token: str, now: float
) -> Claims:
    """The claims of an ID token: signature, issuer, audience, times, nonce and access token's hash.

    Raises ``NotTrusted``.
    """
    header, claims = _opened(token, keys)
    if header.get("typ") == "logout+jwt":
        raise NotTrusted("typ")
    asked: dict[str, Any] = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
        "sub": {"essential": True},
        "nonce": {"essential": True, "value": nonce},
    }
    told = {"nonce": nonce, "client_id": expected.client_id, "access_token": access_token}
    _validate(CodeIDToken(claims, header, asked, told), now)
    return claims


def read_logout_token(token: str, keys: KeySet, expected: Expected, now: float) -> LoggedOut:
    """What a logout token ends. Raises ``NotTrusted``."""
    header, claims = _opened(token, keys)
    rules: dict[str, Any] = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
        "iat": {"essential": True},
        "jti": {"essential": True},
    }
    try:
        jwt.JWTClaimsRegistry(int(now), LEEWAY_SECONDS, **rules).validate(dict(claims))
    except (JoseError, ValueError, TypeError) as why:
        raise NotTrusted(str(getattr(why, "claim", "claims"))) from why
    events = claims.get("events")
    ended = claims.get("sid") or claims.get("sub")
    wrong = {
        "typ": header.get("typ") not in LOGOUT_TYPES,
        "iat": claims["iat"] < now - LOGOUT_SECONDS,
        "events": not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict),
        "nonce": "nonce" in claims,
        "sid": not ended,
    }
    for rule, broken in wrong.items():
        if broken:
            raise NotTrusted(rule)
    return LoggedOut(_text(claims, "sid"), _text(claims, "sub"), str(claims["jti"]))


def _opened(token: str, keys: KeySet) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        opened = jwt.decode(token, keys.get_by_kid(key_id(token)), algorithms=ALGORITHMS)
    except (JoseError, ValueError) as why:
        raise NotTrusted("signature") from why
    return opened.header, opened.claims


def _validate(claims: CodeIDToken, now: float) -> None:
    try:
        claims.validate(int(now), LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError) as why:
        raise NotTrusted(str(getattr(why, "claim", "claims"))) from why


def _text(claims: Claims, name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) and value else None
