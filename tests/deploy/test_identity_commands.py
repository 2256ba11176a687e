"""``portes user``, ``session`` and ``key``, as an operator uses them."""

import json
from typing import Any

import pytest

from tests.fixtures.instances import Running

pytestmark = pytest.mark.timeout(300)


def told(running: Running, *command: str) -> Any:
    return json.loads(running.portes(*command, "--json").stdout)


def signs_in_by(running: Running, link: str) -> None:
    """The owner chooses a password and signs in; the operator then ends the session."""
    path = link.partition("/gateway/")[2]
    with running.client() as client:
        client.headers.pop("authorization")
        chosen = {"password": "una frase llarga", "repeated": "una frase llarga"}
        assert client.post(f"/gateway/{path}", data=chosen).status_code == 303
        form = {"user_name": "anna", "password": "una frase llarga"}
        assert client.post("/indicators/sign-in", data=form).status_code == 303
        assert client.get("/gateway/account").status_code == 200
        [session] = told(running, "session", "list", "anna")
        running.portes("session", "revoke", "anna", session["id"])
        assert told(running, "session", "list", "anna") == []


def test_an_operator_makes_an_account_and_its_owner_signs_in_by_the_link(running: Running) -> None:
    refused = running.portes("user", "create", "anna", "--role", "telephony", code=1)
    assert "These roles cannot be given together" in " ".join(refused.stderr.split())
    nowhere = ("--role", "reception", "--unit", "css-of-nowhere")
    refused = running.portes("user", "create", "anna", *nowhere, code=1)
    assert "There is no such centre" in " ".join(refused.stderr.split())
    somewhere = ("--role", "reception", "--unit", "raval-sud", "--name", "Anna Roca Serra")
    link = running.portes("user", "create", "anna", *somewhere).stdout.strip()
    assert (
        "already used"
        in running.portes("user", "create", "anna", "--role", "manager", code=1).stderr
    )
    signs_in_by(running, link)
    running.portes("user", "roles", "anna", "--role", "manager")
    running.portes("user", "deactivate", "anna")
    shown = told(running, "user", "show", "anna")
    assert (shown["rights"]["roles"], shown["active"]) == (["manager"], False)
    assert shown["name"] == "Anna Roca Serra"
    demonstration = {each["user_name"]: each["name"] for each in told(running, "user", "list")}
    assert len(demonstration["recepcio"].split()) == 3
    changes = [each["what"] for each in shown["changes"]]
    assert changes[0] == "deactivated"
    assert changes[-1] == "created"
    running.portes("user", "activate", "anna")
    assert "/new-password/" in running.portes("user", "reset-link", "anna").stdout
    assert "anna" in {each["user_name"] for each in told(running, "user", "list")}
    assert "no account" in running.portes("user", "show", "nobody", code=1).stderr
    for command in (["user", "list"], ["user", "show", "anna"], ["session", "list", "anna"]):
        assert running.portes(*command).stdout


def test_an_operator_lets_one_key_follow_another(running: Running) -> None:
    first = running.portes("key", "create", "exchange", "--role", "telephony").stdout.strip()
    second = running.portes("key", "rotate", "exchange").stdout.strip()
    assert "Two keys" in running.portes("key", "rotate", "exchange", code=1).stderr
    running.portes("key", "revoke", first[:13])
    live = [each for each in told(running, "key", "list") if each["name"] == "exchange"]
    assert [each["prefix"] for each in live] == [second[:13]]
    with running.client() as client:
        asked = {"grant_type": "client_credentials"}
        client.headers.pop("authorization")
        answer = client.post("/gateway/oauth/token", data=asked, auth=("exchange", second))
        client.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
        assert client.get("/gateway/api/telephony/tally").status_code == 200
    assert "exchange" in running.portes("key", "list", "--ended").stdout
