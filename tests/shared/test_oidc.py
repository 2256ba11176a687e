"""What of an identity provider's word counts, and as what somebody comes in by it."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from pydantic import ValidationError

from shared.city import ClaimMap, SignIn
from shared.identity import Role
from shared.identity.oidc import NotTrusted, ProviderAway, Standing, standing
from shared.identity.oidc.provider import KEYS_SECONDS, Provider
from shared.identity.oidc.tokens import LOGOUT_EVENT, Expected, read_id_token, read_logout_token
from shared.settings import Settings
from tests.fixtures.cities import NORD, SUD, same

ISSUER = "https://provider.test/realms/city"
US = Expected(ISSUER, "portes")
NOW = 1_800_000_000
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
KEYS = KeySet([KEY])
LOGOUT = {
    "iss": ISSUER,
    "aud": "portes",
    "iat": NOW,
    "exp": NOW + 60,
    "jti": "once",
    "sub": "somebody",
    "sid": "there",
    "events": {LOGOUT_EVENT: {}},
}
ID = {
    "iss": ISSUER,
    "aud": "portes",
    "iat": NOW,
    "exp": NOW + 60,
    "sub": "somebody",
    "nonce": "fresh",
}
Change = Mapping[str, Any]


def changed(claims: Change, change: Change) -> dict[str, Any]:
    """Claims with some replaced, and those that are none left out."""
    return {
        name: value for name, value in (dict(claims) | dict(change)).items() if value is not None
    }


def signed(claims: Change, **header: str) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"} | header, dict(claims), KEY)


def logout(change: Change, **header: str) -> Any:
    return read_logout_token(signed(changed(LOGOUT, change), **header), KEYS, US, NOW)


def identified(token: str) -> Any:
    return read_id_token(token, KEYS, US, "fresh", "", NOW)


def test_a_logout_token_names_a_session_a_subject_or_both() -> None:
    told = logout({}, typ="logout+jwt")
    assert (told.sid, told.subject, told.jti) == ("there", "somebody", "once")
    assert logout({"sid": None}).sid is None
    assert logout({"sub": None}).subject is None


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("iss", {"iss": "https://elsewhere.test"}),
        ("aud", {"aud": "other"}),
        ("aud", {"aud": None}),
        ("iat", {"iat": None}),
        ("iat", {"iat": NOW - 600}),
        ("iat", {"iat": NOW + 600}),
        ("exp", {"exp": NOW - 60}),
        ("jti", {"jti": None}),
        ("events", {"events": None}),
        ("events", {"events": {"https://elsewhere.test/event": {}}}),
        ("events", {"events": [LOGOUT_EVENT]}),
        ("nonce", {"nonce": "fresh"}),
        ("sid", {"sid": None, "sub": None}),
    ],
)
def test_a_logout_token_that_breaks_a_rule_ends_nothing(rule: str, change: Change) -> None:
    with pytest.raises(NotTrusted, match=rule):
        logout(change)


def test_neither_token_passes_for_the_other() -> None:
    with pytest.raises(NotTrusted, match=r"nonce|jti"):
        read_logout_token(signed(ID), KEYS, US, NOW)
    with pytest.raises(NotTrusted, match="typ"):
        identified(signed(ID, typ="logout+jwt"))
    with pytest.raises(NotTrusted, match="typ"):
        logout({}, typ="at+jwt")


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("iss", {"iss": "https://elsewhere.test"}),
        ("aud", {"aud": "other"}),
        ("nonce", {"nonce": None}),
        ("nonce", {"nonce": "another"}),
        ("exp", {"exp": NOW - 60}),
        ("iat", {"iat": NOW + 600}),
        ("sub", {"sub": None}),
        ("exp", {"exp": None}),
        ("azp", {"aud": ["portes", "other"]}),
        ("azp", {"azp": "other"}),
        ("nbf", {"nbf": NOW + 600}),
    ],
)
def test_an_id_token_that_breaks_a_rule_is_not_believed(rule: str, change: Change) -> None:
    with pytest.raises(NotTrusted, match=rule):
        identified(signed(changed(ID, change)))


def forged(algorithm: str, proof: Callable[[bytes], bytes]) -> str:
    """A token with whatever for a signature; our library would not make one."""
    parts = ({"alg": algorithm, "kid": "one"}, ID)
    body = b".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    return (body + b"." + urlsafe_b64encode(proof(body)).rstrip(b"=")).decode()


def test_a_token_is_signed_by_a_key_that_only_the_provider_has() -> None:
    assert identified(signed(ID))["sub"] == "somebody"
    another = RSAKey.generate_key(2048)
    made_up = [
        jwt.encode({"alg": "RS256", "kid": "one"}, dict(ID), another),
        forged("HS256", lambda body: hmac.digest(KEY.as_pem(private=False), body, "sha256")),
        forged("none", lambda _: b""),
        jwt.encode({"alg": "RS256"}, dict(ID), KEY),
        "",
        "a.b.c",
        "é.é.é",
    ]
    for token in made_up:
        with pytest.raises(NotTrusted, match=r"signature|kid|form"):
            identified(token)


class Counting:
    """A provider's document and keys, with a count of how often the keys were asked for."""

    def __init__(self, provider: Provider) -> None:
        self.keys, self.asked = [KEY], 0
        self.document = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/auth",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }
        provider._http = httpx2.AsyncClient(transport=httpx2.MockTransport(self.answer))

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        if not request.url.path.endswith("/keys"):
            return httpx2.Response(200, json=self.document)
        self.asked += 1
        return httpx2.Response(
            200, json={"keys": [key.as_dict(private=False) for key in self.keys]}
        )


async def test_an_unknown_key_is_asked_for_once_and_not_again_at_once() -> None:
    provider = Provider(ISSUER, "portes", None)
    there = Counting(provider)
    assert await provider._keys_with("one")
    there.keys.append(RSAKey.generate_key(2048, {"kid": "two", "use": "sig"}))
    assert await provider._keys_with("two")
    for made_up in ("three", "four", "five"):
        with pytest.raises(NotTrusted, match="kid"):
            await provider._keys_with(made_up)
    assert there.asked == 2


async def test_a_key_that_was_withdrawn_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Provider(ISSUER, "portes", None)
    there = Counting(provider)
    assert "one" in {key.kid for key in (await provider._keys_with("one")).keys}
    there.keys = [RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})]
    real = time.monotonic
    monkeypatch.setattr(
        "shared.identity.oidc.provider.time.monotonic", lambda: real() + KEYS_SECONDS
    )
    assert {key.kid for key in (await provider._keys_with("one")).keys} == {"two"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", "https://elsewhere.test"),
        ("token_endpoint", "http://provider.test/token"),
        ("jwks_uri", "http://provider.test/keys"),
        ("authorization_endpoint", "javascript:alert(1)"),
    ],
)
async def test_a_provider_that_is_another_or_that_others_can_read_is_not_used(
    name: str, value: str
) -> None:
    provider = Provider(ISSUER, "portes", None)
    Counting(provider).document[name] = value
    with pytest.raises(ProviderAway):
        await provider.ask("https://portes.test/sign-in/provider/callback")


MEANING = SignIn(
    name="preferred_username",
    roles=ClaimMap(
        claim="realm_access.roles",
        values={"rec": "reception", "dir": "manager", "ent": "partner", "kio": "kiosk"},
    ),
    units=ClaimMap(claim="groups", prefix="centre-", values={"all": "whole-city"}),
    organisations=ClaimMap(claim="org", prefix="org-"),
    ask=same("Ask."),
)


def claims(roles: list[str], groups: Any = (), org: Any = None) -> dict[str, Any]:
    return {"realm_access": {"roles": roles}, "groups": groups, "org": org}


RECEPTION = frozenset({Role.RECEPTION})
PARTNER = frozenset({Role.PARTNER})


@pytest.mark.parametrize(
    ("said", "has"),
    [
        (claims(["rec"], ["centre-css-nord"]), Standing(RECEPTION, frozenset({NORD}), None)),
        (claims(["rec", "x"], f"centre-{NORD}"), Standing(RECEPTION, frozenset({NORD}), None)),
        (claims(["rec"], ["all", "centre-x"]), Standing(RECEPTION, None, None)),
        (claims(["ent"], ["all"], "org-a"), Standing(PARTNER, frozenset(), "a")),
        (claims([], ["all"]), None),
        (claims(["kio"], ["all"]), None),
        (claims(["rec"]), None),
        (claims(["rec"], ["centre-whole-city"]), None),
        (claims(["rec"], ["centre-elsewhere"]), None),
        (claims(["rec", "ent"], ["all"], "org-a"), None),
        (claims(["ent"], ["all"]), None),
        (claims(["ent"], [], ["org-a", "org-b"]), None),
        ({"realm_access": "rec", "groups": {"all": True}}, None),
        ({}, None),
    ],
)
def test_claims_become_roles_within_a_scope_or_nothing(
    said: dict[str, Any], has: Standing | None
) -> None:
    given = [list(value) if isinstance(value, tuple) else value for value in said.values()]
    assert standing(dict(zip(said, given, strict=True)), MEANING, [NORD, SUD]) == has


@pytest.mark.parametrize(
    "wrong",
    [
        {"PORTES_OIDC_ISSUER": "http://provider.test", "PORTES_OIDC_CLIENT_ID": "portes"},
        {"PORTES_OIDC_ISSUER": "https://provider.test"},
    ],
)
def test_settings_of_half_a_provider_keep_a_process_from_starting(
    wrong: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        {"PORTES_DATABASE_URL": "postgresql://", "PORTES_IDENTITY_URL": "postgresql://"} | wrong
    ).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match="PORTES_OIDC_"):
        Settings()


def test_the_secret_may_stand_in_a_file(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("kept\n")
    monkeypatch.setenv("PORTES_DATABASE_URL", "postgresql://")
    monkeypatch.setenv("PORTES_IDENTITY_URL", "postgresql://")
    monkeypatch.setenv("PORTES_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    assert Settings().oidc_secret() == "kept"
    monkeypatch.delenv("PORTES_OIDC_CLIENT_SECRET_FILE")
    monkeypatch.setenv("PORTES_OIDC_CLIENT_SECRET", "told")
    assert Settings().oidc_secret() == "told"
    assert "told" not in repr(Settings())


async def test_without_a_provider_there_is_no_button_and_no_way(service_client: Any) -> None:
    client = await service_client("referrals")
    assert "/sign-in/provider" not in (await client.get("/sign-in")).text
    assert (await client.get("/sign-in/provider")).status_code == 404
    assert (await client.get("/sign-in/provider/callback")).status_code == 404
    sent = {"logout_token": "x"}
    assert (await client.post("/sign-in/provider/logout", data=sent)).status_code == 404
