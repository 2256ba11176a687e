"""The pages of accounts and keys: by forms alone, for those who may."""

import re
from uuid import UUID, uuid4

import httpx2
import pytest

from shared import db
from shared.errors import NotFound
from shared.identity import MACHINES, PEOPLE, Role, administration
from shared.identity.accounts import NewAccount, create_account
from shared.identity.rights import rights
from shared.identity.sessions import Sessions
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.web import Served, Serving, command, told_alike

ACCOUNTS, KEYS = "/administration/accounts", "/administration/keys"
RIGHT, NEXT = "correct battery horse", "quite another phrase"
CHOSEN = {"password": NEXT, "repeated": NEXT}
SHOWN = re.compile(r'id="once" value="([^"]+)"')


@pytest.fixture
async def served(serving: Serving) -> Served:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    return served


@pytest.fixture
async def admin(served: Served) -> httpx2.AsyncClient:
    return await served.signed_in({Role.ADMINISTRATOR})


def once(answer: httpx2.Response) -> str:
    """The link or key that the page shows, once."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    [shown] = SHOWN.findall(answer.text)
    return str(shown)


async def account_named(served: Served, name: str) -> UUID:
    return (await administration.named(served.around.identity, name)).id


async def test_an_administrator_makes_an_account_whose_owner_alone_chooses_the_password(
    served: Served, admin: httpx2.AsyncClient
) -> None:
    form = {"user_name": "anna", "role": "reception", "scope": "units", "unit": NORD}
    link = once(await admin.post(ACCOUNTS, data=form))
    path = "/new-password/" + link.rpartition("/")[2]
    owner = await served.nobody()
    assert "anna" in (await owner.get(path)).text
    assert (await owner.get(path + "x")).status_code == 404
    chosen = {"password": NEXT, "repeated": NEXT}
    assert (await owner.post(path, data=chosen)).status_code == 303
    assert (await owner.get(path)).status_code == 404
    answer = await owner.post("/sign-in", data={"user_name": "anna", "password": NEXT})
    assert answer.status_code == 303
    assert "/units/css-nord/desk" in (await owner.get("/")).headers["location"]
    assert (await owner.get(ACCOUNTS)).status_code == 403
    page = await admin.get(f"{ACCOUNTS}/{await account_named(served, 'anna')}")
    assert NEXT not in page.text


async def test_a_link_lets_somebody_in_where_others_at_their_address_keep_failing(
    served: Served, admin: httpx2.AsyncClient
) -> None:
    form = {"user_name": "anna", "role": "reception", "scope": "units", "unit": NORD}
    path = "/new-password/" + once(await admin.post(ACCOUNTS, data=form)).rpartition("/")[2]
    owner, guesser = await served.nobody(), await served.nobody()
    for _ in range(25):
        wrong = {"user_name": uuid4().hex, "password": RIGHT}
        failed = await guesser.post("/sign-in", data=wrong)
    assert failed.status_code == 429
    assert (await owner.post(path, data=CHOSEN)).status_code == 303
    right = {"user_name": "anna", "password": NEXT}
    assert (await guesser.post("/sign-in", data=right)).status_code == 429
    assert (await owner.post("/sign-in", data=right)).status_code == 303


async def test_a_link_that_is_made_up_used_or_over_is_answered_alike(
    served: Served, admin: httpx2.AsyncClient
) -> None:
    paths = ["/new-password/made-up"]
    for name in ("used", "over"):
        form = {"user_name": name, "role": "reception", "scope": "units", "unit": NORD}
        link = once(await admin.post(ACCOUNTS, data=form))
        paths.append("/new-password/" + link.rpartition("/")[2])
    stranger, chosen = await served.nobody(), {"password": NEXT, "repeated": NEXT}
    assert (await stranger.post(paths[1], data=chosen)).status_code == 303
    old = "UPDATE reset_link SET expires_at = expires_at - interval '2 days'"
    await served.around.identity.execute(old)
    for ask in (stranger.get, lambda path: stranger.post(path, data=chosen)):
        answers = [await ask(path) for path in paths]
        assert {answer.status_code for answer in answers} == {404}
        pairs = zip(paths, answers, strict=True)
        assert len({str(told_alike(answer)).replace(path, "") for path, answer in pairs}) == 1


async def test_who_guesses_links_must_wait_before_long(served: Served) -> None:
    stranger = await served.nobody()
    for guess in (stranger.get, lambda path: stranger.post(path, data=CHOSEN)):
        told = [await guess(f"/new-password/{uuid4().hex}") for _ in range(45)]
        assert [each.status_code for each in told[:30]] == [404] * 30
        refused = [each for each in told if each.status_code == 429]
        assert refused
        assert "retry-after" in refused[0].headers


async def test_a_refused_form_comes_back_with_its_reason(
    served: Served, admin: httpx2.AsyncClient
) -> None:
    referer = {"referer": f"http://portes.test{ACCOUNTS}"}
    form = {"user_name": "anna", "role": ["reception", "display"], "scope": "city"}
    answer = await admin.post(ACCOUNTS, data=form, headers=referer)
    assert (answer.status_code, answer.headers["location"]) == (303, ACCOUNTS)
    page = await admin.get(ACCOUNTS)
    assert "Aquestes funcions no es poden donar juntes" in page.text
    with pytest.raises(NotFound):
        await account_named(served, "anna")


@pytest.mark.parametrize("path", [ACCOUNTS, "/administration/keys"])
async def test_a_centre_that_the_city_does_not_have_is_no_scope(
    served: Served, admin: httpx2.AsyncClient, path: str
) -> None:
    role = "reception" if path == ACCOUNTS else "telephony"
    form = {"user_name": "anna", "name": "exchange", "role": role, "scope": "units"}
    known, unknown = {**form, "unit": [NORD]}, {**form, "unit": [NORD, "css-of-nowhere"]}
    answer = await admin.post(path, data=unknown)
    assert answer.status_code == 422
    assert "No hi ha cap centre així a la ciutat" in answer.text
    assert "nowhere" not in answer.text
    assert (await admin.post(path, data=known)).status_code == 200


async def test_roles_and_scope_change_and_are_noted_with_their_author(
    served: Served, admin: httpx2.AsyncClient
) -> None:
    other = await served.signed_in({Role.RECEPTION}, {NORD})
    name = await served.around.identity.fetchrow(
        "SELECT id, user_name FROM account WHERE roles = '{reception}'"
    )
    form = {"role": "manager", "scope": "city"}
    answer = await admin.post(f"{ACCOUNTS}/{name['id']}/rights", data=form)
    assert answer.status_code == 303
    found = await administration.shown(served.around.identity, name["id"])
    assert found.rights == rights(["manager"])
    noted = await served.around.identity.fetchrow(
        "SELECT a.roles FROM account_change c JOIN account a ON a.id = c.changed_by"
    )
    assert noted["roles"] == ["administrator"]
    assert (await other.get(f"{ACCOUNTS}/{name['id']}")).status_code == 403


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("rights", {"role": ["administrator", "data_protection_officer"], "scope": "city"}),
        ("active", {"active": "false"}),
        ("link", {}),
    ],
)
async def test_nobody_changes_their_own_account_whatever_they_send(
    served: Served, admin: httpx2.AsyncClient, act: str, form: dict[str, str]
) -> None:
    own = await served.around.identity.fetchval("SELECT id FROM account")
    before = await administration.shown(served.around.identity, own)
    answer = await admin.post(f"{ACCOUNTS}/{own}/{act}", data=form)
    assert answer.status_code == 403
    assert await administration.shown(served.around.identity, own) == before
    assert f"/{own}/rights" not in (await admin.get(f"{ACCOUNTS}/{own}")).text


async def test_an_administrator_signs_somebody_out_and_lets_them_in_no_longer(
    served: Served, admin: httpx2.AsyncClient
) -> None:
    other = await served.signed_in({Role.RECEPTION})
    account = await served.around.identity.fetchval(
        "SELECT id FROM account WHERE roles = '{reception}'"
    )
    token = other.cookies[served.around.settings.cookie]
    await admin.post(f"{ACCOUNTS}/{account}/sessions/end")
    assert await Sessions(served.around.identity).by_cookie(token) is None
    await admin.post(f"{ACCOUNTS}/{account}/active", data={"active": "false"})
    assert not (await administration.shown(served.around.identity, account)).active


async def test_a_machines_key_is_made_followed_and_revoked(
    served: Served, admin: httpx2.AsyncClient
) -> None:
    form = {"name": "exchange", "role": "telephony", "scope": "city", "days": "30"}
    first = once(await admin.post(KEYS, data=form))
    second = once(await admin.post(f"{KEYS}/rotate", data={"name": "exchange"}))
    page = (await admin.get(KEYS)).text
    assert first[:13] in page
    assert second[:13] in page
    assert first[13:] not in page
    machine = await served.nobody()
    machine.headers["authorization"] = f"Bearer {first}"
    assert (await machine.get("/api/telephony/tally")).status_code == 200
    await admin.post(f"{KEYS}/revoke", data={"prefix": first[:13]})
    sessions = Sessions(served.around.identity)
    assert await sessions.by_key(first) is None
    assert await sessions.by_key(second)
    kept = await served.around.pool.fetch("SELECT body FROM answered_command")
    assert not any(first.encode() in (row["body"] or b"") for row in kept)


async def test_no_person_and_no_machine_but_an_administrator_reaches_the_administration(
    served: Served,
) -> None:
    pages = (ACCOUNTS, KEYS, f"{ACCOUNTS}/{uuid4()}")
    for role in (*PEOPLE - {Role.ADMINISTRATOR}, *MACHINES):
        client = await served.signed_in({role})
        assert [(await client.get(page)).status_code for page in pages] == [403] * 3
        assert (await client.post(KEYS, data={})).status_code == 403
        assert (await client.post(ACCOUNTS, data={})).status_code == 403


async def test_an_owner_changes_the_password_and_stays_only_here(served: Served) -> None:
    async with db.transaction(served.around.identity, db.Scope.SYSTEM) as tx:
        await create_account(tx, NewAccount("anna", RIGHT, frozenset({Role.RECEPTION}), None))
    here, there = await served.nobody(), await served.nobody()
    for client in (here, there):
        await client.post("/sign-in", data={"user_name": "anna", "password": RIGHT})
    before = here.cookies[served.around.settings.cookie]
    form = {"present": RIGHT, "password": NEXT, "repeated": NEXT}
    assert (await here.post("/account/password", data=form)).status_code == 303
    assert here.cookies[served.around.settings.cookie] != before
    assert (await here.get("/account")).status_code == 200
    fresh = Sessions(served.around.identity)
    assert await fresh.by_cookie(there.cookies[served.around.settings.cookie]) is None
    assert await fresh.by_cookie(before) is None


async def test_an_owner_sees_and_ends_sessions_of_their_own_alone(served: Served) -> None:
    one = await served.signed_in({Role.RECEPTION})
    other = await served.signed_in({Role.RECEPTION})
    identity = served.around.identity
    whose = "SELECT id, account_id FROM session ORDER BY created_at"
    ours, theirs = await identity.fetch(whose)
    assert str(theirs["id"]) not in (await one.get("/account")).text
    answer = await one.post(f"/account/sessions/{theirs['id']}/end", headers=command())
    assert answer.status_code == 404
    assert (await other.get("/account")).status_code == 200
    token = await served.around.sessions.begin(ours["account_id"], "Firefox, Linux")
    second = (await identity.fetchrow(whose + " DESC"))["id"]
    assert "Firefox, Linux" in (await one.get("/account")).text
    assert (await one.post(f"/account/sessions/{second}/end")).status_code == 303
    assert await Sessions(identity).by_cookie(token) is None
    assert (await one.post("/account/sessions/end")).headers["location"] == "/sign-in"
    assert (await one.get("/account")).status_code == 303


async def test_the_language_chosen_holds_at_the_next_sign_in(served: Served) -> None:
    one = await served.signed_in({Role.RECEPTION})
    await one.post("/account/language", data={"language": "es"})
    assert 'lang="es"' in (await one.get("/account")).text[:200]
    account = await served.around.identity.fetchval("SELECT id FROM account")
    principal = await served.around.sessions.by_cookie(await served.around.sessions.begin(account))
    assert principal
    assert principal.language == "es"


async def test_nobody_works_at_a_centre_that_the_city_does_not_have(served: Served) -> None:
    """Else the trace of looks would say what somebody made up."""
    client = await served.signed_in({Role.RECEPTION})
    token = client.cookies[served.around.settings.cookie]
    for unit, status, kept in (("css-nowhere", 404, None), (NORD, 303, NORD)):
        assert (await client.post("/unit", data={"unit": unit})).status_code == status
        found = await Sessions(served.around.identity).by_cookie(token)
        assert found is not None
        assert found.unit == kept
