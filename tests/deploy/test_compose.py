"""The compose file names the servers that the tests and ``make up`` use, on this machine only."""

from pathlib import Path

import yaml

from tests.fixtures.containers import IMAGES

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVERS = {name: COMPOSE["services"][name] for name in ("postgres", "kafka")}
TLS = COMPOSE["services"]["caddy"]


def test_its_images_are_those_of_the_tests() -> None:
    assert {name: service["image"] for name, service in SERVERS.items()} == IMAGES


def test_it_listens_on_this_machine_only_and_tells_its_health() -> None:
    for service in SERVERS.values():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert all("healthcheck" in service for service in COMPOSE["services"].values())


def test_tls_starts_only_when_asked_for_with_the_caddyfile_that_is_tried() -> None:
    assert COMPOSE["services"].keys() == {*SERVERS, "caddy"}
    assert TLS["profiles"] == ["tls"]
    [inside] = [each for each in TLS["volumes"] if each.startswith("./deploy/compose/Caddyfile:")]
    assert inside.endswith(":/etc/caddy/Caddyfile:ro")
    asked = {name for name in TLS["environment"] if f"{{${name}:" in caddyfile()}
    assert asked == TLS["environment"].keys()


def caddyfile() -> str:
    return (ROOT / "deploy" / "compose" / "Caddyfile").read_text()
