"""Whose a pending call is, said beside it by who has no desk: the desk's search, somebody new."""

from uuid import UUID

import httpx2
import pytest

from services.gateway.domain import Identity
from shared.encryption import KeySource
from shared.identity import Role
from tests.fixtures.canaries import MARIA, canaries_in, somebody
from tests.fixtures.cities import DATC, NORD, SUD
from tests.fixtures.web import command
from tests.gateway.test_pending_pages import Lines, lines

__all__ = ["lines"]
OTHER = somebody(7)
SEARCH = "Nom, o telèfon o document sencers"


async def laia_of(lines: Lines) -> httpx2.AsyncClient:
    """A professional of the telephone service, who has no desk."""
    return await lines.served.signed_in({Role.PROFESSIONAL}, {DATC})


async def searched(
    lines: Lines, entry: UUID, typed: str, who: httpx2.AsyncClient
) -> httpx2.Response:
    url = f"/units/{DATC}/pending/{entry}/search"
    return await who.post(url, data={"asked": typed})


async def kept_new(
    lines: Lines, entry: UUID, who: httpx2.AsyncClient, **form: str
) -> httpx2.Response:
    url = f"/units/{DATC}/pending/{entry}/people?which=mine"
    return await who.post(url, data=form, headers=command())


async def whose(lines: Lines, entry: UUID) -> UUID | None:
    [row] = await lines.rows("SELECT person FROM pending_call WHERE id = $1", entry)
    person: UUID | None = row["person"]
    return person


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("telephone", MARIA.telephone), ("document", MARIA.document), ("name", MARIA.name)],
)
async def test_who_has_no_desk_finds_whose_it_is_masked_and_names_them(
    lines: Lines, kind: str, typed: str
) -> None:
    person = await lines.person(Identity(MARIA.name, MARIA.called, MARIA.numbered))
    entry, laia = await lines.lost(OTHER.called), await laia_of(lines)
    assert SEARCH in await lines.page(f"/{entry}", laia)
    found = await searched(lines, entry, typed, laia)
    assert found.status_code == 200, found.text
    assert "K••• K•••" in found.text
    assert canaries_in(found.text) <= {kind}, "nothing but what was typed"
    assert "no diguis cap d’aquests noms" in found.text
    looks = await lines.rows("SELECT person FROM look WHERE act = 'pending_search'")
    assert [row["person"] for row in looks] == [person]
    assert await whose(lines, entry) is None, "found is not named"
    named = await lines.do(entry, "name", laia, person=str(person))
    assert named.status_code == 303
    assert await whose(lines, entry) == person
    assert SEARCH not in await lines.page(f"/{entry}", laia)


async def test_somebody_new_is_kept_and_whose_it_is(lines: Lines) -> None:
    entry, laia = await lines.lost(None), await laia_of(lines)
    new = {"name": MARIA.name, "telephone": MARIA.telephone}
    answer = await kept_new(lines, entry, laia, **new)
    at = f"/units/{DATC}/pending/{entry}?which=mine"
    assert (answer.status_code, answer.headers["location"]) == (303, at)
    person = await whose(lines, entry)
    [row] = await lines.rows("SELECT unit FROM person_unit WHERE person = $1", person)
    assert row["unit"] == DATC
    page = await lines.page(f"/{entry}", laia)
    assert "K••• K•••" in page
    assert f"{entry}/do/call" in page, "their number is known now"


async def test_who_speaks_for_somebody_has_the_telephone_of_somebody_new(lines: Lines) -> None:
    entry, laia = await lines.lost(), await laia_of(lines)
    await lines.rows(
        'UPDATE contact SET ways = ways || \'{"speaker": "carer"}\' '
        "WHERE id = (SELECT contact FROM pending_call WHERE id = $1)",
        entry,
    )
    await kept_new(lines, entry, laia, name=MARIA.name, telephone=MARIA.telephone)
    [row] = await lines.rows(
        "SELECT telephone_of FROM person WHERE id = $1", await whose(lines, entry)
    )
    assert row["telephone_of"] == "carer"


async def test_who_has_a_telephone_only_to_speak_for_somebody_names_nobody(lines: Lines) -> None:
    await lines.person(Identity(MARIA.name, MARIA.called, telephone_of="relative"), SUD)
    entry = await lines.lost()
    for what in ("candidates", "search"):
        form = {"asked": MARIA.telephone} if what == "search" else {}
        url = f"/units/{DATC}/pending/{entry}/{what}"
        found = await lines.anna.post(url, data=form)
        assert "K••• K•••" in found.text
        assert 'name="person"' not in found.text, "who says so has no right to their data"


async def test_whom_a_seal_or_a_rule_hides_is_no_candidate_and_cannot_be_named(
    lines: Lines,
) -> None:
    laia = await laia_of(lines)
    mine = await lines.lost(None)
    await lines.do(mine, "own", laia)
    [me] = await lines.rows("SELECT owner FROM pending_call WHERE id = $1", mine)
    sealed = await lines.person(Identity(MARIA.name, MARIA.called))
    kept = await lines.person(Identity(MARIA.name, MARIA.called))
    await lines.rows("UPDATE person SET sealed = true, sealed_for = '{x}' WHERE id = $1", sealed)
    await lines.rows(
        "INSERT INTO exclusion (id, person, staff, kind, set_by, set_at) "
        "VALUES (gen_random_uuid(), $1, $2, 'by_person', $2, now())",
        kept,
        me["owner"],
    )
    entry = await lines.lost()
    for typed in (MARIA.telephone, MARIA.name):
        found = await searched(lines, entry, typed, laia)
        assert found.status_code == 200
        assert str(sealed) not in found.text
        assert str(kept) not in found.text
    for person in (sealed, kept):
        assert (await lines.do(entry, "name", laia, person=str(person))).status_code == 404


async def test_what_is_named_as_somebody_sealed_offers_no_search_and_takes_nobody_new(
    lines: Lines,
) -> None:
    person = await lines.person(Identity(MARIA.name, MARIA.called))
    entry, laia = await lines.lost(None), await laia_of(lines)
    await lines.do(entry, "name", laia, person=str(person))
    await lines.rows("UPDATE person SET sealed = true, sealed_for = '{x}' WHERE id = $1", person)
    assert SEARCH not in await lines.page(f"/{entry}", laia)
    found = await searched(lines, entry, OTHER.called, laia)
    assert (found.status_code, 'id="found"' in found.text) == (200, False)
    refused = await kept_new(lines, entry, laia, name=OTHER.name)
    assert refused.status_code == 404
    assert await whose(lines, entry) == person
    assert len(await lines.rows("SELECT FROM person")) == 1, "nobody is kept for nothing"


async def test_what_cannot_be_searched_for_is_said_and_not_repeated(lines: Lines) -> None:
    entry, laia = await lines.lost(), await laia_of(lines)
    refused = await searched(lines, entry, "?!?", laia)
    assert refused.status_code == 422
    assert "?!?" not in refused.text
    back = await laia.get(f"/units/{DATC}/pending/{entry}/search")
    assert back.headers["location"].endswith(f"/pending/{entry}")


async def test_another_units_entry_takes_nobody(lines: Lines) -> None:
    entry = await lines.lost()
    nord = await lines.served.signed_in({Role.PROFESSIONAL}, {NORD})
    url = f"/units/{NORD}/pending/{entry}"
    assert (await nord.post(f"{url}/search", data={"asked": MARIA.name})).status_code == 404
    answer = await nord.post(f"{url}/people", data={"name": MARIA.name}, headers=command())
    assert answer.status_code == 404
    assert await lines.rows("SELECT FROM person") == []


async def test_without_keys_nobody_is_searched_for_and_the_rest_goes_on(lines: Lines) -> None:
    entry, laia = await lines.lost(), await laia_of(lines)
    lines.served.around.keys = KeySource(None, None)
    page = await lines.page(f"/{entry}", laia)
    assert SEARCH not in page
    assert f"{entry}/do/own" in page


async def test_whoever_spoke_with_them_from_no_desk_is_told_to_say_first_who_it_is(
    lines: Lines,
) -> None:
    person = await lines.person(Identity(MARIA.name, MARIA.called))
    entry, laia = await lines.lost(), await laia_of(lines)
    words = "Encara no s’ha dit qui és"
    assert words in await lines.page(f"/{entry}", laia)
    await lines.do(entry, "name", laia, person=str(person))
    assert words not in await lines.page(f"/{entry}", laia)
    said = {"outcome": "informed", "reason": "ECO-ALIM"}
    assert (await lines.do(entry, "reached", laia, **said)).status_code == 303
    [row] = await lines.rows("SELECT person FROM contact WHERE pending_call = $1", entry)
    assert row["person"] == person
