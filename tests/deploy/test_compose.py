"""The compose file names the servers that the tests and ``make up`` use, on this machine only."""

from pathlib import Path

import yaml

from tests.fixtures.containers import IMAGES

COMPOSE = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text())


def test_its_images_are_those_of_the_tests() -> None:
    assert {name: service["image"] for name, service in COMPOSE["services"].items()} == IMAGES


def test_it_listens_on_this_machine_only_and_tells_its_health() -> None:
    for service in COMPOSE["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        assert "healthcheck" in service
