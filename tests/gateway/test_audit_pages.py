"""The officer searches the trace, reports to the person, and leaves a look of their own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from services.gateway.app import create_app
from services.gateway.pages.trace_words import ACTS, RELATIONS, ROLES
from shared.audit import Look, Reader, Relation, record
from shared.db import Pool, Scope, transaction
from shared.identity import Principal, Role
from shared.web.edge import _reader
from tests.fixtures.cities import NORD, SUD, a_city, load_city
from tests.fixtures.databases import PoolOf
from tests.fixtures.web import Served, Serving

ANNA, PERE = uuid4(), uuid4()
PERSON, OTHER = uuid4(), uuid4()
PEOPLE = {ANNA: ("agarcia", "Anna Garcia", NORD), PERE: ("pere", None, SUD)}
ACCOUNT = """
INSERT INTO account (id, user_name, password_hash, roles, display_name) VALUES ($1, $2, '', $3, $4)
"""


def reader(who: UUID, act: str = "audit_page") -> Reader:
    login, _, unit = PEOPLE[who]
    units = frozenset({unit})
    return Reader(Principal(who, login, frozenset({Role.RECEPTION}), units), act, "10.0.0.7")


@dataclass(frozen=True)
class Office:
    """A gateway with two colleagues, and its officer."""

    served: Served
    officer: httpx2.AsyncClient

    @property
    def pool(self) -> Pool:
        return self.served.around.pool

    async def look(
        self, who: UUID, person: UUID = PERSON, why: Relation = Relation.UNIT, times: int = 1
    ) -> None:
        for _ in range(times):
            async with transaction(self.pool, Scope.SYSTEM) as tx:
                await record(tx, reader(who), [Look(person, why)])

    async def page(self, path: str = "", **asked: object) -> str:
        answer = await self.officer.get(f"/audit{path}", params=dict(asked))
        assert answer.status_code == 200, answer.text
        return answer.text

    async def noted(self) -> list[tuple[UUID, str, str]]:
        """The officer's own looks."""
        rows = await self.pool.fetch(
            "SELECT person, act, relation FROM look WHERE relation = 'officer' ORDER BY number"
        )
        return [tuple(row) for row in rows]


@pytest.fixture
async def office(serving: Serving) -> Office:
    served = await serving.service("gateway")
    await load_city(served.around.pool, a_city())
    for who, (login, name, _) in PEOPLE.items():
        await served.around.identity.execute(ACCOUNT, who, login, ["reception"], name)
    client = await served.signed_in({Role.DATA_PROTECTION_OFFICER})
    token = client.cookies[served.around.settings.cookie]
    await served.around.sessions.speak(token, "en")
    return Office(served, client)


async def test_the_trace_is_searched_by_person(office: Office) -> None:
    await office.look(ANNA)
    await office.look(PERE, OTHER)
    page = await office.page(person=PERSON)
    for told in (
        "Anna Garcia",
        "CSS Nord",
        "10.0.0.7",
        "reception",
        "person of the reader's centre",
    ):
        assert told in page
    assert str(OTHER) not in page


async def test_the_trace_is_searched_by_reader(office: Office) -> None:
    await office.look(ANNA)
    await office.look(PERE, OTHER)
    page = await office.page(reader=PERE)
    assert f"person={OTHER}" in page
    assert f"person={PERSON}" not in page


async def test_the_trace_is_searched_between_two_instants_of_civil_time(office: Office) -> None:
    await office.look(ANNA)
    now = datetime.now(UTC).astimezone(a_city().zone).replace(tzinfo=None)
    minute = timedelta(minutes=1)
    form = "%Y-%m-%dT%H:%M"

    async def found(since: datetime, until: datetime) -> bool:
        asked = {"since": f"{since:{form}}", "until": f"{until:{form}}", "person": ""}
        return f"person={PERSON}" in await office.page(**asked)

    assert await found(now - 2 * minute, now + 2 * minute)
    assert not await found(now + minute, now + 9 * minute)
    assert not await found(now - 9 * minute, now - minute)


async def test_pages_of_looks_go_down_by_number_without_loss_or_double(office: Office) -> None:
    await office.look(ANNA, times=120)
    seen: list[int] = []
    before: object = ""
    for _ in range(3):
        page = await office.page(reader=ANNA, before=before)
        numbers = [int(part.partition("<")[0]) for part in page.split('<tr><td class="num">')[1:]]
        seen += numbers
        before = numbers[-1]
        assert ("&amp;before=" in page) is (len(seen) < 120)
    assert seen == list(range(120, 0, -1))


async def test_what_the_officer_sees_is_noted_and_asking_nothing_shows_nothing(
    office: Office,
) -> None:
    await office.look(ANNA)
    await office.look(ANNA, OTHER)
    assert str(PERSON) not in await office.page()
    assert await office.noted() == []
    await office.page(reader=ANNA)
    unknown = uuid4()
    await office.page(person=unknown)
    await office.page(f"/people/{PERSON}/report")
    assert await office.noted() == [
        (OTHER, "audit_page", "officer"),
        (PERSON, "audit_page", "officer"),
        (unknown, "audit_page", "officer"),
        (PERSON, "audit_report", "officer"),
    ]


async def test_the_officer_sees_nothing_when_it_cannot_be_noted(
    office: Office, owner_of: PoolOf
) -> None:
    await office.look(ANNA)
    owner = await owner_of(office.pool)
    await owner.execute("ALTER FUNCTION look_append RENAME TO look_append_away")
    for path in (f"/audit?person={PERSON}", f"/audit/people/{PERSON}/report"):
        answer = await office.officer.get(path)
        assert answer.status_code == 503
        assert str(PERSON) not in answer.text.replace(path, "")
        assert "Anna" not in answer.text


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ca", "Qui ha mirat les vostres dades"),
        ("es", "Quién ha mirado sus datos"),
        ("en", "Who looked at your data"),
    ],
)
async def test_the_report_is_in_the_persons_language_and_names_nobody(
    office: Office, language: str, title: str
) -> None:
    await office.look(ANNA, times=3)
    await office.look(PERE, OTHER)
    page = await office.page(f"/people/{PERSON}/report", language=language)
    assert f"<h1>{title}</h1>" in page
    assert f'<html lang="{language}"' in page
    assert "CSS Nord" in page
    for hidden in ("Anna", "agarcia", str(ANNA), "10.0.0.7", "CSS Sud"):
        assert hidden not in page
    assert page.count("<tr><td>") == 1


async def test_the_report_names_colleagues_when_the_officer_says_so(office: Office) -> None:
    await office.look(ANNA)
    page = await office.page(f"/people/{PERSON}/report", language="en", names="true")
    assert "Anna Garcia" in page


async def test_a_colleague_who_is_gone_is_still_in_the_trace(office: Office) -> None:
    await office.look(ANNA)
    await office.served.around.identity.execute("DELETE FROM account WHERE id = $1", ANNA)
    assert "No longer known" in await office.page(person=PERSON)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DATA_PROTECTION_OFFICER}))
async def test_nobody_else_sees_the_trace(office: Office, role: Role) -> None:
    other = await office.served.signed_in({role})
    for path in ("", "/unusual", f"/people/{PERSON}/report"):
        assert (await other.get(f"/audit{path}")).status_code == 403


async def test_the_officer_begins_at_the_trace(office: Office) -> None:
    answer = await office.officer.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/gateway/audit")


def test_every_act_relation_and_role_has_words() -> None:
    reading = _reading_routes()
    assert reading == set(ACTS)
    assert set(RELATIONS) == set(Relation)
    assert set(ROLES) == set(Role)


def _reading_routes() -> set[str]:
    """The routes that show a person's data, however far down they ask who reads."""
    return {
        str(context.name)
        for context in iter_route_contexts(create_app().routes)
        if (dependant := getattr(context, "dependant", None)) and _asks_who_reads(dependant)
    }


def _asks_who_reads(dependant: Dependant) -> bool:
    return dependant.call is _reader or any(map(_asks_who_reads, dependant.dependencies))
