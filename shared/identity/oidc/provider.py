"""The identity provider from afar: where it is, its keys, and what it says of who came back."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from authlib.common.security import generate_token
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import DEFAULT_HEADERS, OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ValidationError

from shared.identity.oidc import tokens
from shared.identity.oidc.tokens import Expected
from shared.identity.oidc.values import Asked, Claims, LoggedOut, NotTrusted, ProviderAway
from shared.loopback import private_enough

ANSWER_SECONDS = 3.0
"""How long the provider may take over each answer."""
KEYS_SECONDS = 600.0
"""After which its keys are fetched again, so that one it withdrew is no longer trusted."""
KEYS_FLOOR_SECONDS = 10.0
"""Between two fetches because of unknown keys: whoever makes names up does not make us ask."""
SCOPES = "openid profile"
WELL_KNOWN = "/.well-known/openid-configuration"


class Place(BaseModel):
    """What the provider's document says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Provider:
    """One issuer, of which this Portes is a client. Real time, never the business clock."""

    def __init__(self, issuer: str, client_id: str, secret: str | None) -> None:
        self.issuer = issuer
        self.expected = Expected(issuer, client_id)
        self._secret = secret
        self._http = httpx2.AsyncClient(timeout=ANSWER_SECONDS)
        self._place: Place | None = None
        self._keys = KeySet([])
        self._fetched = self._fetched_for_unknown = float("-inf")
        self._fetching = asyncio.Lock()

    async def close(self) -> None:
        """Leave its connections."""
        await self._http.aclose()

    async def ask(self, redirect_uri: str) -> Asked:
        """Begin a sign-in. Raises ``ProviderAway``: nobody is sent to a door that is shut."""
        self._place = await self._find()
        nonce, verifier = generate_token(32), generate_token(64)
        client = OAuth2Client(
            None, self.expected.client_id, scope=SCOPES, code_challenge_method="S256"
        )
        url, state = client.create_authorization_url(
            self._place.authorization_endpoint,
            state=generate_token(32),
            code_verifier=verifier,
            nonce=nonce,
            redirect_uri=redirect_uri,
        )
        return Asked(url, state, nonce, verifier)

    async def identify(self, code: str, verifier: str, nonce: str, redirect_uri: str) -> Claims:
        """Who came back with this code. Raises ``NotTrusted`` or ``ProviderAway``."""
        place = self._place or await self._find()
        body = prepare_token_request(
            "authorization_code", code=code, redirect_uri=redirect_uri, code_verifier=verifier
        )
        url, headers, body = self._signed(place.token_endpoint, body)
        given = await self._answer("POST", url, headers=headers, content=body)
        id_token, access_token = given.get("id_token"), given.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise NotTrusted("tokens")
        keys = await self._keys_with(tokens.key_id(id_token))
        now = time.time()
        return tokens.read_id_token(id_token, keys, self.expected, nonce, access_token, now)

    async def logged_out(self, logout_token: str) -> LoggedOut:
        """What the provider ended. Raises ``NotTrusted`` or ``ProviderAway``."""
        keys = await self._keys_with(tokens.key_id(logout_token))
        return tokens.read_logout_token(logout_token, keys, self.expected, time.time())

    def _signed(self, url: str, body: str) -> tuple[str, dict[str, str], str]:
        method = "client_secret_basic" if self._secret else "none"
        auth = ClientAuth(self.expected.client_id, self._secret, method)
        signed: tuple[str, dict[str, str], str] = auth.prepare(
            "POST", url, dict(DEFAULT_HEADERS), body
        )
        return signed

    async def _find(self) -> Place:
        document = await self._answer("GET", self.issuer.rstrip("/") + WELL_KNOWN)
        try:
            place = Place.model_validate(document)
        except ValidationError as why:
            raise ProviderAway from why
        addresses = (place.authorization_endpoint, place.token_endpoint, place.jwks_uri)
        if place.issuer != self.issuer or not all(map(private_enough, addresses)):
            raise ProviderAway
        return place

    async def _keys_with(self, kid: str) -> KeySet:
        """The provider's keys, fetched again when they are old or when none is called so."""
        async with self._fetching:
            known = any(key.kid == kid for key in self._keys.keys)
            now = time.monotonic()
            if known and now - self._fetched < KEYS_SECONDS:
                return self._keys
            if now - self._fetched < KEYS_SECONDS:  # then this one is unknown
                if now - self._fetched_for_unknown < KEYS_FLOOR_SECONDS:
                    raise NotTrusted("kid")
                self._fetched_for_unknown = now
            await self._fetch_keys()
            return self._keys

    async def _fetch_keys(self) -> None:
        place = self._place or await self._find()
        told = (await self._answer("GET", place.jwks_uri)).get("keys")
        given = [key for key in told or () if key.get("use", "sig") == "sig"]
        try:
            self._keys = KeySet.import_key_set({"keys": given})
        except (JoseError, ValueError, KeyError) as why:
            raise ProviderAway from why
        self._fetched = time.monotonic()

    async def _answer(self, method: str, url: str, **sent: Any) -> Mapping[str, Any]:
        async with _in_time():
            answer = await self._http.request(method, url, **sent)
        if answer.status_code >= httpx2.codes.INTERNAL_SERVER_ERROR:
            raise ProviderAway
        if answer.status_code != httpx2.codes.OK:
            raise NotTrusted("code") if method == "POST" else ProviderAway
        try:
            told = answer.json()
        except ValueError as why:
            raise ProviderAway from why
        if not isinstance(told, dict):
            raise ProviderAway
        return told


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            yield
    except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL) as why:
        raise ProviderAway from why
