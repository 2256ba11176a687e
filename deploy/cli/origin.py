"""Where browsers find an instance, and who ends TLS: nobody, its own Caddy, or one before it."""

import re
import ssl
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from deploy.local.caddy import Caddy, Tls
from deploy.local.command import Problem

if TYPE_CHECKING:
    from deploy.cli.instance import Instance, Record

OFF, INTERNAL, FILES, PROXY = "off", "internal", "files", "proxy"
WAYS = (OFF, INTERNAL, FILES, PROXY)
HERE = "127.0.0.1"
ORIGIN = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+/?")


def address_of(record: "Record") -> str:
    """``PORTES_ORIGIN``, else this machine at the port."""
    scheme = "https" if record.tls in {INTERNAL, FILES} else "http"
    return record.origin or f"{scheme}://localhost:{record.port}"


def check(record: "Record") -> None:
    """Raises ``Problem`` when what is asked for does not fit together."""
    if record.tls not in WAYS:
        raise Problem(f"PORTES_TLS must be one of: {', '.join(WAYS)}.")
    if not ORIGIN.fullmatch(address_of(record)):
        raise Problem("PORTES_ORIGIN must be like https://portes.example.cat, without a path.")
    if address_of(record).startswith("https") != (record.tls != OFF):
        raise Problem(
            f"PORTES_TLS={record.tls} and {address_of(record)} do not fit together: "
            "with TLS, PORTES_ORIGIN begins with https://."
        )
    if record.bind != HERE and record.origin is None:
        raise Problem(f"PORTES_BIND={record.bind} needs PORTES_ORIGIN: what browsers open there.")
    if record.tls == FILES:
        _check_files(record)


def _check_files(record: "Record") -> None:
    for name in ("certificate", "certificate_key"):
        given: str | None = getattr(record, name)
        if not given or not Path(given).is_file():
            raise Problem(f"PORTES_TLS=files needs a file in PORTES_TLS_{name.upper()}.")


def caddy_of(instance: "Instance", services: dict[str, int]) -> Caddy:
    """The origin's Caddy before these ports."""
    record = instance.record
    folder = instance.home / "caddy"
    behind = record.tls == PROXY
    return Caddy(folder, record.port, services, record.bind, tls_of(record), behind)


def tls_of(record: "Record") -> Tls | None:
    """How Caddy serves TLS, if it does."""
    host = urlsplit(address_of(record)).hostname or ""
    if record.tls == FILES:
        return Tls(host, Path(record.certificate or ""), Path(record.certificate_key or ""))
    return Tls(host) if record.tls == INTERNAL else None


def trusted(instance: "Instance") -> ssl.SSLContext | bool:
    """Whom our own clients believe: this machine's authorities, or the Caddy's own."""
    authority = caddy_of(instance, {}).authority
    if instance.record.tls == INTERNAL and authority.exists():
        return ssl.create_default_context(cafile=authority)
    return True
