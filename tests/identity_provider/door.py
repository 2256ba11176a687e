"""Somebody at the door with a corporate account: through Keycloak's own form, like a browser."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx2

from shared.city import ClaimMap, SignIn
from tests.fixtures.cities import same

PASSWORD = "clau-de-proves"
START = "/sign-in/provider"
FORM = re.compile(r'<form[^>]*id="kc-form-login"[^>]*action="([^"]+)"')
MEANING = SignIn(
    name="preferred_username",
    roles=ClaimMap(
        claim="groups",
        values={
            "portes-recepcio": "reception",
            "portes-direccio": "manager",
            "portes-entitat": "partner",
        },
    ),
    units=ClaimMap(claim="groups", prefix="portes-centre-", values={"portes-ciutat": "whole-city"}),
    organisations=ClaimMap(claim="groups", prefix="portes-entitat-"),
    ask=same("Demana-ho a la direcció."),
)


async def go_to(address: str, user: str) -> str:
    """Sign in at Keycloak's form; where it sends the browser back to."""
    async with httpx2.AsyncClient(timeout=30) as there:
        page = await there.get(address)
        assert page.status_code == 200, page.text[:500]
        action = FORM.search(page.text)
        assert action, page.text[-2000:]
        sent = {"username": user, "password": PASSWORD}
        # Browsers take loopback for secure and send these cookies; the client would not.
        kept = "; ".join(f"{each.name}={each.value}" for each in there.cookies.jar)
        answer = await there.post(unescape(action[1]), data=sent, headers={"cookie": kept})
        assert answer.status_code == 302, answer.text[-2000:]
        return answer.headers["location"]


async def sign_in(browser: httpx2.AsyncClient, user: str) -> httpx2.Response:
    """The whole way: out to Keycloak, its form, and back."""
    return await browser.get(await go_to(await set_out(browser), user))


async def set_out(browser: httpx2.AsyncClient) -> str:
    """Press the button: where the browser is sent."""
    answer = await browser.get(START)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def asked(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
