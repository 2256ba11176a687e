"""What the origin passes on: from where somebody asks is its word alone, and requests are whole."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from deploy.cli import parts
from deploy.cli.instance import SERVICES, Instance, Record
from deploy.local.caddy import Caddy
from deploy.local.command import Command
from deploy.local.ports import choose, listens
from tests.bench.servers import running

FORGED = {"x-forwarded-for": "203.0.113.99", "forwarded": "for=203.0.113.99"}


def web_that_echoes(instance: Instance) -> Command:
    """The gateway's web process as it is deployed, but with an application that only echoes."""
    part = next(each for each in parts.services(instance) if each.name == "gateway-web")
    command = part.command()
    arguments = tuple(
        "tests.deploy.echo:create_app" if each.endswith(":create_app") else each
        for each in command.arguments
    )
    return replace(command, arguments=arguments)


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The gateway's web process as it is deployed, but with an application that only echoes."""
    home = tmp_path_factory.mktemp("home")
    record = Record("", choose(["origin"], {})["origin"], database="postgresql://x@127.0.0.1/x")
    made = Instance(home, record)
    parts.choose_ports(made)
    caddy = parts.caddy(made)
    caddy.prepare()
    with (
        running(
            web_that_echoes(made),
            home / "web.log",
            lambda: listens(made.record.ports["gateway-web"]),
        ),
        running(caddy.command(), home / "caddy.log", caddy.ready),
    ):
        yield made


def asked(url: str, source: str, headers: dict[str, str]) -> str:
    transport = httpx2.HTTPTransport(local_address=source)
    with httpx2.Client(transport=transport, timeout=10) as client:
        return client.get(url, headers=headers).text


@pytest.mark.parametrize("source", ["127.0.0.1", "127.0.0.5"])
@pytest.mark.parametrize("headers", [{}, FORGED], ids=["plain", "forged"])
def test_behind_the_origin_it_is_the_peer_of_the_origin(
    instance: Instance, source: str, headers: dict[str, str]
) -> None:
    url = f"http://127.0.0.1:{instance.record.port}/gateway/"
    assert asked(url, source, headers) == source


def test_a_forged_header_from_elsewhere_is_ignored(instance: Instance) -> None:
    url = f"http://127.0.0.1:{instance.record.ports['gateway-web']}/"
    assert asked(url, "127.0.0.5", FORGED) == "127.0.0.5"


def test_every_web_process_believes_the_origin_alone(instance: Instance) -> None:
    for part in parts.services(instance):
        if part.name in {f"{name}-web" for name in SERVICES}:
            arguments = part.command().arguments
            assert arguments[arguments.index("--forwarded-allow-ips") + 1] == "127.0.0.1"


def test_a_request_reaches_a_service_only_once_its_body_is_whole(tmp_path: Path) -> None:
    """Else the answer of one that refuses before it reads the body may be cut off."""
    ports = choose(["origin", "service"], {})
    caddy = Caddy(tmp_path, ports["origin"], {"gateway": ports["service"]})
    caddy.prepare()
    head = b"POST /gateway/x HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\n\r\n"
    with (
        running(caddy.command(), tmp_path / "caddy.log", caddy.ready),
        socket.create_server(("127.0.0.1", ports["service"])) as service,
        socket.create_connection(("127.0.0.1", ports["origin"])) as client,
    ):
        service.settimeout(0.3)
        client.sendall(head + b"ab")
        with pytest.raises(TimeoutError):
            service.accept()
        client.sendall(b"cd")
        asked, _ = service.accept()
        with asked:
            assert asked.recv(65536).endswith(b"abcd")
