"""Partner services: who may be sent whom, and a directory of somebody else's."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli.application import app
from deploy.cli.city.check import read
from deploy.cli.city.hsds import NoDirectory, partners
from deploy.cli.logins import PARTNER
from shared.city import City, Partner, Texts
from tests.deploy.test_city_folder import folder

__all__ = ["folder"]
NAME = Texts(ca="Residència", es="Residencia", en="Home")
SERVICE = {
    "id": "s1",
    "name": "Rent mediation",
    "status": "active",
    "minimum_age": 18,
    "organization": {"id": "o1", "name": "Fundació Llar Única"},
    "service_areas": [{"id": "a1", "name": "Sants-Montjuïc"}],
    "attributes": [{"id": "t1", "taxonomy_term": {"id": "x", "code": "housing"}}],
    "service_at_locations": [{"id": "l1", "location": {"id": "p1", "name": "Carrer Gran"}}],
}


@pytest.fixture(scope="module")
def here() -> City:
    city, _ = read(Path("deploy/city/barcelona"))
    assert city
    return city


def test_the_demonstrations_partner_is_one_of_the_citys(here: City) -> None:
    assert here.partner(PARTNER)
    assert len(here.partners) >= 8


def test_criteria_say_whom_a_partner_takes_and_what_is_unknown_rules_nobody_out() -> None:
    one = Partner(
        code="home", name=NAME, takes=("alone",), districts=("03",), youngest=65, oldest=100
    )
    assert one.takes_in("alone", "03", 65)
    assert one.takes_in("alone", None, None)
    for reason, district, age in (("food", "03", 70), ("alone", "04", 70), ("alone", "03", 64)):
        assert not one.takes_in(reason, district, age)
    assert not one.takes_in("alone", "03", 101)


def test_a_directory_gives_sections_with_what_the_city_knows(here: City) -> None:
    found = partners({"contents": [SERVICE]}, here)
    [(code, section)] = found.sections.items()
    assert code == "fundacio-llar-unica"
    assert section["takes"] == ["housing"]
    assert section["receives"] == "yes"
    assert section["districts"] == ["03"]
    assert section["youngest"] == 18
    assert section["sites"] == {"carrer-gran": {"name": "Carrer Gran"}}


def test_what_a_directory_names_otherwise_is_noted_and_not_guessed(here: City) -> None:
    strange = SERVICE | {"attributes": [], "service_areas": [{"name": "Somewhere"}]}
    ended = SERVICE | {"name": "Old one", "status": "defunct"}
    found = partners([strange, ended], here)
    [section] = found.sections.values()
    assert "takes" not in section
    assert "districts" not in section
    assert len(found.notes) == 4
    with pytest.raises(NoDirectory):
        partners({"organizations": []}, here)


def test_organisations_and_locations_may_stand_apart(here: City) -> None:
    apart = {
        "organizations": [{"id": "o9", "name": "Entitat Nova"}],
        "locations": [{"id": "p9", "name": "Local"}],
        "services": [
            {
                "id": "s9",
                "name": "Advice",
                "organization_id": "o9",
                "service_at_locations": [{"location_id": "p9"}],
            }
        ],
    }
    assert partners(apart, here).sections["entitat-nova"]["sites"] == {"local": {"name": "Local"}}


def test_what_was_imported_into_a_folder_passes_its_check(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "directory.json"
    file.write_text(json.dumps([SERVICE]), encoding="utf-8")
    said = CliRunner().invoke(app, ["partners", "import", str(file), "--into", str(folder)])
    assert said.exit_code == 0, said.output
    city, mistakes = read(folder)
    assert mistakes == []
    assert city
    assert city.partner("fundacio-llar-unica")
    again = CliRunner().invoke(app, ["partners", "import", str(file), "--into", str(folder)])
    assert again.exit_code == 0
    assert read(folder)[1] == []
