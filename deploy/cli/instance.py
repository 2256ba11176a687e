"""One instance of Portes on this machine: its home, its secrets and addresses.

Everything the command line knows of an instance it reads from ``PORTES_HOME``; the record there
is readable by its owner alone.
"""

import json
import os
import re
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from deploy.cli import origin
from deploy.local.command import Problem

ROOT = Path(__file__).parents[2]
SERVICES = ("gateway", "referrals", "groups", "indicators")
DATABASES = (*SERVICES, "identity")
DEFAULT_PORT = 8080
OWNER = "owner"


@dataclass
class Record:
    """What an instance must remember between commands."""

    instance: str
    port: int
    bind: str = "127.0.0.1"
    origin: str | None = None
    """What browsers open, none for this machine at the port."""
    tls: str = "off"
    """Who ends TLS: off, internal, files or proxy."""
    certificate: str | None = None
    certificate_key: str | None = None
    database: str | None = None
    """The given PostgreSQL, none for the local part."""
    kafka: str | None = None
    """The given Kafka, none for the local part."""
    ports: dict[str, int] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    logins: list[dict[str, str]] = field(default_factory=list)
    outside: str | None = None
    """The folder outside the home that PostgreSQL needed."""
    keys_file: str | None = None
    """The given file of encryption keys, none for the one in the home."""
    keys_made: bool = False
    """There were encryption keys in the home: lost ones are never made anew."""


@dataclass
class Instance:
    """An instance: its home folder and its record."""

    home: Path
    record: Record

    @property
    def encryption_keys(self) -> Path:
        """The file of keys that was given, else the one in the home."""
        return Path(self.record.keys_file or self.home / "encryption-keys.json")

    @property
    def prefix(self) -> str:
        """What the names of its roles and databases begin with."""
        return f"{self.record.instance}_portes" if self.record.instance else "portes"

    @property
    def origin(self) -> str:
        """The address of its pages and APIs."""
        return origin.address_of(self.record)

    @property
    def kafka(self) -> str:
        """Kafka's bootstrap servers."""
        return self.record.kafka or f"127.0.0.1:{self.record.ports.get('kafka', 0)}"

    @property
    def admin(self) -> str:
        """PostgreSQL's address, as a role that may create databases and roles."""
        if self.record.database:
            return self.record.database
        password = self.password("postgres")
        return f"postgresql://portes_admin:{password}@127.0.0.1:{self.record.ports['postgres']}/postgres"

    def role(self, name: str) -> str:
        """The PostgreSQL role of a service, or of the schema's owner."""
        return f"{self.prefix}_{name}"

    def dsn(self, database: str, role: str) -> str:
        """The address of a service's or the identity database, as that role."""
        server = urlsplit(self.admin)
        who = f"{self.role(role)}:{quote(self.password(role))}@{server.netloc.rpartition('@')[2]}"
        return urlunsplit(server._replace(netloc=who, path=f"/{self.role(database)}"))

    def password(self, name: str) -> str:
        """The generated password of a role, made at its first use."""
        return self.record.passwords.setdefault(name, secrets.token_urlsafe(24))

    def api_key(self) -> str:
        """The key that the command line signs in with."""
        kept = self.home / "cli.key"
        if kept.exists():
            return kept.read_text().strip()
        if key := os.environ.get("PORTES_API_KEY"):
            return key
        raise Problem(f"No key in {kept}. Run portes up, or set PORTES_API_KEY.")

    def save(self) -> None:
        """Keep the record, whole or not at all, readable by nobody else."""
        write_secret(self.home / "instance.json", json.dumps(asdict(self.record), indent=1))


def home() -> Path:
    """``PORTES_HOME``, else ``.local`` in the checkout."""
    named = os.environ.get("PORTES_HOME")
    return Path(named).expanduser().absolute() if named else ROOT / ".local"


def existing() -> Instance:
    """The instance of this home. Raises ``Problem`` when there is none."""
    found = read(home())
    if found is None:
        raise Problem(f"Nothing was started from {home()} yet. Run: make up")
    return found


def asked_of() -> Instance:
    """The instance that is asked: this home's, else the one at ``PORTES_PORT`` with a key given."""
    found = read(home())
    if found is None and os.environ.get("PORTES_API_KEY"):
        wanted = {"instance": "", "port": DEFAULT_PORT, **asked(dict(os.environ))}
        return Instance(home(), Record(**wanted))
    return found or existing()


def read(folder: Path) -> Instance | None:
    """The instance of that home, if it has one."""
    try:
        kept = (folder / "instance.json").read_text()
    except FileNotFoundError:
        return None
    except PermissionError as why:
        raise Problem(
            f"{folder} belongs to another user. Set PORTES_HOME to a folder of your own."
        ) from why
    return Instance(folder, Record(**json.loads(kept)))


def asked(environment: dict[str, str]) -> dict[str, Any]:
    """What the environment says about an instance; only what it names."""
    named: dict[str, Any] = {}
    if port := environment.get("PORTES_PORT"):
        named["port"] = _port(port)
    if (name := environment.get("PORTES_INSTANCE")) is not None:
        named["instance"] = _name(name)
    names = {
        "bind": "PORTES_BIND",
        "origin": "PORTES_ORIGIN",
        "tls": "PORTES_TLS",
        "certificate": "PORTES_TLS_CERTIFICATE",
        "certificate_key": "PORTES_TLS_CERTIFICATE_KEY",
        "database": "DATABASE_URL",
        "kafka": "KAFKA_BOOTSTRAP_SERVERS",
        "keys_file": "PORTES_ENCRYPTION_KEYS_FILE",
    }
    given = {key: environment[name] for key, name in names.items() if environment.get(name)}
    for name in ("keys_file", "certificate", "certificate_key"):
        if file := given.get(name):
            given[name] = str(Path(file).expanduser().absolute())
    return named | given


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:  # noqa: PLR2004 - TCP's own limit
        raise Problem("PORTES_PORT must be a number from 1 to 65535.")
    return int(text)


def _name(name: str) -> str:
    if not re.fullmatch("[a-z0-9]{0,12}", name):
        raise Problem("PORTES_INSTANCE may have up to twelve of a-z and 0-9.")
    return name


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.replace(path)
