"""What every answer of every route tells the browser, and which bodies a route reads at all."""

import base64
import re

import pytest
from fastapi import params
from fastapi.routing import APIRoute
from starlette.datastructures import Headers

from shared.identity import Role
from shared.pages.assets import FOR_GOOD, content_hash
from shared.rights import Rule, Within
from shared.web.guard import FORM, JSON
from shared.web.routes import walked
from shared.web.security_headers import of_answer
from tests.fixtures.asking import Answer
from tests.fixtures.canaries import MISPLACED
from tests.fixtures.databases import ROOT
from tests.fixtures.web import Served, Serving, command
from tests.shared.little_service import TABLE, create_app
from tests.shared.tried import EVERYBODY, SERVICES, TRIED, Tried, Who, name_of

CANARY = MISPLACED.encode()
WALLED = [each for each in TRIED if each[1]]
LOOKERS = [Who(None), Who(Role.RECEPTION), Who(Role.MANAGER, True), Who(Role.ADMINISTRATOR, True)]
LOOKERS += [Who(Role.DATA_PROTECTION_OFFICER, True)]
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
}
PAGE = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "default",
}
DATA = {
    "default-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'none'",
}
NONCE = re.compile(r"'nonce-[\w-]+' 'strict-dynamic'")
TEMPLATES = [*ROOT.glob("shared/pages/templates/*"), *ROOT.glob("services/*/templates/*")]
INLINE = re.compile(
    r"""<style | <script(?![^>]*\bnonce=) | \sstyle\s*= | \son[a-z]+\s*= | javascript: | srcdoc
    | \|\s*safe\b | autoescape\s+false | \bhx-on | \bhx-vals='js | \bxlink:href\s*=\s*["']data:""",
    re.X | re.I,
)


def policy_of(headers: Headers) -> dict[str, str]:
    """The content security policy by directive."""
    parts = (part.strip().partition(" ") for part in headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


def wrong_about(answer: Answer, asked: str) -> list[str]:
    """What the answer lacks, or says and should not."""
    headers, found = answer.headers, []
    found += [
        f"{asked}: {name}" for name, value in HEADERS.items() if headers.getlist(name) != [value]
    ]
    told = policy_of(headers)
    if headers.get("content-type", "").startswith("text/html"):
        nonces = set(re.findall(rb'nonce="([^"]*)"', answer.body))
        allowed = told.pop("script-src")
        right = {f"'nonce-{nonce.decode()}' 'strict-dynamic'" for nonce in nonces}
        if not nonces and NONCE.fullmatch(allowed):  # a fragment, in which there is no script
            right = {allowed}
        found += [f"{asked}: {allowed}, not {right}"] if {allowed} != right else []
        found += [f"{asked}: {told}"] if told != PAGE else []
    elif told != DATA:
        found.append(f"{asked}: {told}")
    location = headers.get("location", "/")
    return found + (
        [f"{asked} leads to {location}"] if not re.match(r"/(?![/\\])", location) else []
    )


@pytest.mark.parametrize("tried", WALLED, indirect=True, scope="session", ids=name_of)
@pytest.mark.parametrize("who", LOOKERS, ids=str)
async def test_every_answer_of_every_route_is_guarded_and_kept_by_nobody(
    tried: Tried, who: Who
) -> None:
    wrong: list[str] = []
    known = await tried.signed_in(who)
    for asked in tried.requests():
        name, method, path = asked
        answer = await tried.ask(known, asked, tried.own)
        wrong += wrong_about(answer, f"{method} {path} {answer.status}")
        cached = answer.headers.getlist("cache-control")
        if cached != (["no-cache"] if name == "static" else ["no-store"]):
            wrong.append(f"{method} {path}: {cached}")
    assert wrong == []


@pytest.mark.parametrize("tried", WALLED, indirect=True, scope="session", ids=name_of)
async def test_a_route_reads_one_type_of_body_and_tells_nothing_of_another(tried: Tried) -> None:
    wrong: list[str] = []
    rules = tried.served.around.policy
    for asked in tried.requests():
        name, method, path = asked
        if method == "GET":
            continue
        who = next(each for each in EVERYBODY if may(rules[name], each))
        known = await tried.signed_in(who)
        own = (
            FORM
            if isinstance(tried.own.sent().get(name, {} if "/api/" in path else ""), str)
            else JSON
        )
        for kind in (JSON, FORM, "multipart/form-data; boundary=x", "text/plain", ""):
            nul = b"\\u0000" if own == JSON else b"%00"
            answer = await tried.ask(
                known, asked, tried.own, (kind, b'{"x":"' + CANARY + nul + b'"}')
            )
            if CANARY in answer.body or answer.status != (400 if kind == own else 415):
                wrong.append(f"{method} {path} {kind}: {answer.status}")
    assert wrong == []


def may(rule: Rule, who: Who) -> bool:
    """Whether the table lets somebody come as far as their body."""
    if rule.roles is None:
        return True
    return who.role in rule.roles and (rule.within is not Within.CITY or who.whole_city)


def routes_of(service: str) -> list[APIRoute]:
    from importlib import import_module

    app = import_module(f"services.{service}.app").create_app()
    return [route for route in walked(app.routes) if isinstance(route, APIRoute)]


@pytest.mark.parametrize("service", SERVICES)
def test_no_route_takes_files(service: str) -> None:
    fields = [
        (route.name, field)
        for route in routes_of(service)
        for field in route.dependant.body_params
        if isinstance(field.field_info, params.File)
    ]
    assert fields == [], "say which types it takes, in shared/web/guard.py and in docs/web.md"


@pytest.fixture
async def served(serving: Serving) -> Served:
    running = await serving.serve(create_app(), "shared")
    await running.around.pool.execute(TABLE)
    return running


async def test_each_page_has_a_nonce_of_its_own_that_nobody_guesses(served: Served) -> None:
    client = await served.signed_in({Role.RECEPTION}, {"css-nord"})
    nonces = []
    for path in ["/sign-in", "/sign-in", "/nowhere", "/policy", "/units"]:
        page = await client.get(path)
        [nonce] = set(re.findall(r'nonce="([^"]+)"', page.text))
        assert f"'nonce-{nonce}'" in page.headers["content-security-policy"]
        assert len(base64.urlsafe_b64decode(nonce)) * 8 >= 128
        nonces.append(nonce)
    assert len(set(nonces)) == len(nonces)


@pytest.mark.parametrize("path", ["/api/failing", "/failing"])
async def test_our_own_mistakes_are_answered_with_the_same_headers(
    served: Served, path: str
) -> None:
    served.app.add_api_route("/failing", broken, methods=["POST"])
    client = await served.signed_in({Role.RECEPTION}, {"css-nord"})
    answer = await client.post(path, json={"name": CANARY.decode()}, headers=command())
    assert answer.status_code == 500
    assert [answer.headers[name] for name in HEADERS] == list(HEADERS.values())
    assert answer.headers["cache-control"] == "no-store"
    assert "content-security-policy" in answer.headers
    assert CANARY not in answer.content


async def broken() -> None:
    raise RuntimeError(CANARY.decode())


async def test_styles_and_scripts_are_kept_for_good_by_their_own_version_alone(
    served: Served,
) -> None:
    client = await served.nobody()
    for version, kept in ((content_hash("tokens.css"), FOR_GOOD), ("older", "no-cache")):
        answer = await client.get(f"/static/tokens.css?v={version}")
        assert answer.headers["cache-control"] == kept
    assert (await client.get("/static/nowhere.css?v=x")).headers["cache-control"] == "no-store"


async def test_what_cannot_be_read_is_a_clear_refusal(served: Served) -> None:
    client = await served.signed_in({Role.RECEPTION}, {"css-nord"})
    deep = ("[" * 100_000, '{"name":' * 100_000, "1" * 5000, '{"name": "\\ud800"}', '{"name": NaN}')
    for sent in (*(each.encode() for each in deep), b'{"name": "\xff"}'):
        headers = {"content-type": JSON, **command()}
        answer = await client.post("/api/things", content=sent, headers=headers)
        assert answer.status_code in {400, 422}
        assert answer.headers["content-type"] == "application/problem+json"


async def test_no_address_has_a_character_that_no_text_has(served: Served) -> None:
    client = await served.signed_in({Role.RECEPTION}, {"css-nord"})
    for path in ("/api/units/css%00nord", "/api/things?most=%00"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/unreadable")


async def test_a_backslash_before_a_number_is_no_such_character(served: Served) -> None:
    client = await served.signed_in({Role.RECEPTION}, {"css-nord"})
    answer = await client.post("/api/things", json={"name": "\\u0000"}, headers=command())
    assert answer.status_code == 201


def test_a_page_that_was_kept_works_without_scripts() -> None:
    sent = [(b"content-type", b"text/html; charset=utf-8")]
    policy = policy_of(Headers(raw=of_answer({"state": {}}, sent)))
    assert policy == {**PAGE, "script-src": "'none'"}


async def test_htmx_brings_no_styles_of_its_own(served: Served) -> None:
    page = await (await served.nobody()).get("/sign-in")
    assert """<meta name="htmx-config" content='{"includeIndicatorCSS": false}'>""" in page.text


def test_no_template_has_anything_inline() -> None:
    found = {
        str(path.relative_to(ROOT)): match[0]
        for path in TEMPLATES
        for match in INLINE.finditer(path.read_text())
    }
    assert found == {}
    assert len(TEMPLATES) > 30
