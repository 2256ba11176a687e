"""The origin by TLS, really: certificates, cookies of this host alone, and who asks from where."""

import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.async_api import expect

from deploy.cli import parts
from deploy.cli.instance import Instance, Record, asked
from deploy.cli.origin import check, trusted
from deploy.local.caddy import NOTHING, Caddy
from deploy.local.command import Command, Problem
from deploy.local.ports import choose, listens
from shared import db
from shared.identity import Role
from shared.identity.accounts import NewAccount, create_account
from tests.bench.servers import running
from tests.browser.conftest import chrome
from tests.deploy.test_addresses import FORGED, web_that_echoes
from tests.fixtures.cities import load_city
from tests.fixtures.databases import ROOT, at, copy_of

__all__ = ["chrome"]
NAME, PASSWORD = "anna", "a phrase that is long enough"
GUARDED = {
    "content-security-policy": NOTHING,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "strict-transport-security": "max-age=63072000",
}
ADMIN = 2019
"""Where Caddy may be told to run otherwise, unless that is off."""
MOST_TOKENS = 60


@dataclass(frozen=True, slots=True)
class Door:
    """An origin that serves TLS, and whom to trust for it."""

    instance: Instance
    trusts: ssl.SSLContext

    def client(self, source: str | None = None) -> httpx2.Client:
        """Somebody's connection to it, from an address of this machine."""
        transport = httpx2.HTTPTransport(verify=self.trusts, local_address=source)
        origin = self.instance.origin
        headers = {"origin": origin}
        return httpx2.Client(base_url=origin, headers=headers, transport=transport, timeout=10)


def guards(answer: httpx2.Response) -> dict[str, str | None]:
    """The headers that every answer of Caddy's own carries, as this one has them."""
    return {name: answer.headers.get(name) for name in GUARDED}


def served(caddy: Caddy, host: str = "localhost") -> Callable[[], bool]:
    """Whether TLS is spoken there; at first Caddy has yet to make a certificate."""

    def ready() -> bool:
        try:
            ssl.get_server_certificate((host, caddy.port), timeout=2)
        except OSError:
            return False
        return True

    return ready


async def with_city(server: str) -> str:
    """A database of the groups with a city."""
    copy = await copy_of(server, "groups")
    pool = await db.connect(at(server, copy), size=1)
    await load_city(pool)
    await pool.close()
    return at(server, copy, "groups")


@pytest_asyncio.fixture(scope="module")
async def door(server: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """The groups' web process as it is deployed, behind Caddy with its own authority."""
    home = tmp_path_factory.mktemp("tls")
    record = Record("", choose(["origin"], {})["origin"], tls="internal", database=server)
    instance = Instance(home, record)
    parts.choose_ports(instance)
    database = await with_city(server)
    identity = await copy_of(server, "identity")
    pool = await db.connect(at(server, identity), size=1)
    async with db.transaction(pool, db.Scope.SYSTEM) as tx:
        await create_account(tx, NewAccount(NAME, PASSWORD, frozenset({Role.MANAGER}), None))
    await pool.close()
    part = next(each for each in parts.services(instance) if each.name == "groups-web")
    told = {
        "PORTES_DATABASE_URL": database,
        "PORTES_IDENTITY_URL": at(server, identity, "identity"),
    }
    command = part.command()
    web = replace(command, environment={**command.environment, **told})
    caddy = parts.caddy(instance)
    caddy.prepare()
    port = instance.record.ports["groups-web"]
    with (
        running(web, home / "web.log", lambda: listens(port)),
        running(caddy.command(), home / "caddy.log", served(caddy)),
    ):
        trust = trusted(instance)
        assert isinstance(trust, ssl.SSLContext)
        yield Door(instance, trust)


def test_cookies_by_tls_belong_to_the_host_alone_and_sign_in_everywhere(door: Door) -> None:
    with door.client() as client:
        form = {"user_name": NAME, "password": PASSWORD}
        answer = client.post("/groups/sign-in", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/groups/")
        kept = {each.name: each for each in client.cookies.jar}
        assert kept.keys() == {"__Host-portes_session", "__Host-portes_device"}
        for each in kept.values():
            assert (each.secure, each.path, each.domain_specified) == (True, "/", False)
        page = client.get("/groups/", follow_redirects=True)
        assert (page.status_code, NAME in page.text) == (200, True)
        assert page.headers["strict-transport-security"] == "max-age=63072000"
        tossed = f"portes_session={kept['__Host-portes_session'].value}"
        client.cookies.clear()
        assert client.get("/groups/", headers={"cookie": tossed}).status_code == 303


@pytest.mark.needs("chromium")
async def test_a_browser_keeps_such_cookies_and_forgets_them_on_signing_out(
    door: Door, chrome: Any
) -> None:
    context = await chrome.new_context(ignore_https_errors=True, locale="en")
    page = await context.new_page()
    await page.goto(f"{door.instance.origin}/groups/sign-in")
    await page.fill("#user_name", NAME)
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url("**/groups/units/**")
    kept = {each["name"]: each for each in await context.cookies()}
    assert kept.keys() == {"__Host-portes_session", "__Host-portes_device"}
    assert all(each["secure"] and each["httpOnly"] for each in kept.values())
    assert all(each["path"] == "/" for each in kept.values())
    await page.locator("summary", has_text=NAME).click()
    await page.locator("form[action$='/sign-out'] button").click()
    await expect(page.locator("#user_name")).to_be_visible()
    assert {each["name"] for each in await context.cookies()} == {"__Host-portes_device"}
    await context.close()


def test_what_no_service_answers_is_guarded_too(door: Door) -> None:
    with door.client() as client:
        for path, status in (
            ("/nowhere", 404),
            ("/groups/metrics", 404),
            ("/groups/readyz", 404),
            ("/groups", 302),
            ("/", 302),
            ("/referrals/", 502),
        ):
            answer = client.get(path)
            assert answer.status_code == status, path
            assert guards(answer) == GUARDED, path
            assert not {"server", "via"} & answer.headers.keys(), path
        page = client.get("/groups/sign-in")
        assert all(len(page.headers.get_list(name)) == 1 for name in GUARDED)


def test_another_host_gets_nothing_by_tls_either(door: Door) -> None:
    with door.client() as client:
        for path in ("/groups/", "/nowhere"):
            answer = client.get(path, headers={"host": "elsewhere.example"})
            assert (answer.status_code, answer.content) == (421, b"")
            assert guards(answer) == GUARDED
            assert "server" not in answer.headers
    assert not listens(ADMIN)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_and_plain_http_are_refused(door: Door) -> None:
    port = door.instance.record.port
    old = ssl.create_default_context(cafile=parts.caddy(door.instance).authority)
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with httpx2.Client(verify=old) as client, pytest.raises(httpx2.ConnectError):
        client.get(f"https://localhost:{port}/groups/sign-in")
    assert httpx2.get(f"http://localhost:{port}/groups/sign-in").status_code == 400


def test_no_header_of_a_clients_own_gives_it_another_rate(door: Door) -> None:
    """One who asks too often is refused however often they say that they are somebody else."""
    form = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
    with door.client("127.0.0.5") as greedy, door.client("127.0.0.6") as other:
        for number in range(MOST_TOKENS):
            said = {"x-forwarded-for": f"203.0.113.{number}", "x-real-ip": f"198.51.100.{number}"}
            answer = greedy.post("/groups/oauth/token", data=form, headers=said)
            assert answer.status_code in {401, 429}
        for _ in range(5):
            last = greedy.post("/groups/oauth/token", data=form, headers=FORGED)
        assert last.status_code == 429
        assert last.headers["retry-after"]
        assert other.post("/groups/oauth/token", data=form).status_code == 401


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that signs itself, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *private))
    return files


@contextmanager
def echoing(record: Record, home: Path) -> Iterator[Instance]:
    """An instance whose gateway echoes from where it was asked."""
    instance = Instance(home, record)
    parts.choose_ports(instance)
    caddy = parts.caddy(instance)
    caddy.prepare()
    port = instance.record.ports["gateway-web"]
    with (
        running(web_that_echoes(instance), home / "web.log", lambda: listens(port)),
        running(caddy.command(), home / "caddy.log", caddy.ready),
    ):
        yield instance


def test_given_files_are_what_the_origin_shows(tmp_path: Path) -> None:
    files = certificate(tmp_path)
    told = {"PORTES_TLS": "files", "PORTES_PORT": str(choose(["origin"], {})["origin"])}
    told["PORTES_TLS_CERTIFICATE"], told["PORTES_TLS_CERTIFICATE_KEY"] = map(str, files)
    record = Record(**{"instance": "", "database": "postgresql://x@127.0.0.1/x", **asked(told)})
    check(record)
    with echoing(record, tmp_path) as instance:
        shown = ssl.get_server_certificate(("localhost", record.port))
        assert shown.split() == files[0].read_text().split()
        trust = ssl.create_default_context(cafile=files[0])
        answer = httpx2.get(f"{instance.origin}/gateway/", verify=trust)
        assert (answer.status_code, answer.text) == (200, "127.0.0.1")


def composed(before: Caddy, ports: dict[str, int]) -> Command:
    """The Caddyfile of the compose file, run by the wheel's Caddy."""
    before.folder.mkdir()
    command = before.command()
    told = {
        "PORTES_HOST": "localhost",
        "PORTES_PORT": str(ports["origin"]),
        "PORTES_HTTP_PORT": str(ports["http"]),
        "PORTES_HTTPS_PORT": str(ports["https"]),
    }
    file = str(ROOT / "deploy" / "compose" / "Caddyfile")
    arguments = tuple(file if each == "Caddyfile" else each for each in command.arguments)
    return Command(arguments, before.folder, {**command.environment, **told})


def test_behind_the_composed_caddy_the_address_is_still_the_askers(tmp_path: Path) -> None:
    """Before an origin in earnest."""
    ports = choose(["origin", "http", "https"], {})
    origin = f"https://localhost:{ports['https']}"
    record = Record("", ports["origin"], tls="proxy", origin=origin)
    record.database = "postgresql://x@127.0.0.1/x"
    check(record)
    with ExitStack() as stack:
        instance = stack.enter_context(echoing(record, tmp_path))
        before = Caddy(tmp_path / "before", ports["https"], {})
        command = composed(before, ports)
        stack.enter_context(running(command, tmp_path / "before.log", served(before)))
        trust = ssl.create_default_context(cafile=before.authority)
        for source in ("127.0.0.1", "127.0.0.5"):
            for headers in ({}, FORGED):
                transport = httpx2.HTTPTransport(verify=trust, local_address=source)
                with httpx2.Client(transport=transport) as client:
                    answer = client.get(f"{origin}/gateway/", headers=headers)
                assert (answer.text, "via" in answer.headers) == (source, False)
                assert answer.headers.get_list("strict-transport-security") == ["max-age=63072000"]
        assert instance.origin == origin
        led = httpx2.get(f"http://localhost:{ports['http']}/gateway/")
        assert (led.status_code, led.headers["location"]) == (308, "https://localhost/gateway/")
        assert not listens(ADMIN)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"PORTES_TLS": "yes"}, "PORTES_TLS must be one of"),
        ({"PORTES_TLS": "proxy"}, "begins with https"),
        ({"PORTES_ORIGIN": "https://portes.example.cat"}, "do not fit together"),
        ({"PORTES_TLS": "internal", "PORTES_ORIGIN": "http://x"}, "do not fit together"),
        ({"PORTES_TLS": "files"}, "PORTES_TLS_CERTIFICATE"),
        ({"PORTES_BIND": "192.0.2.1"}, "needs PORTES_ORIGIN"),
        ({"PORTES_ORIGIN": "http://x/gateway"}, "without a path"),
        ({"PORTES_ORIGIN": "http://x {\n}"}, "without a path"),
    ],
)
def test_what_does_not_fit_together_is_said(told: dict[str, str], words: str) -> None:
    with pytest.raises(Problem, match=words):
        check(Record(**{"instance": "", "port": 8080, **asked(told)}))


def test_the_caddyfiles_are_as_caddy_writes_them(door: Door) -> None:
    """``caddy fmt`` changes nothing, and complains of nothing."""
    program = parts.caddy(door.instance).command().arguments[0]
    ours = door.instance.home / "caddy" / "Caddyfile"
    for file in (ours, ROOT / "deploy" / "compose" / "Caddyfile"):
        done = subprocess.run([program, "fmt", str(file)], capture_output=True, check=False)
        assert (done.returncode, done.stdout.decode()) == (0, file.read_text())
