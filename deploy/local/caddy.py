"""Caddy 2.11 from its wheel: the one origin before the four services."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.command import Command, Problem
from deploy.local.ports import listens

HEAD = """\
{{
	admin off
	auto_https {automatic}
	persist_config off
	skip_install_trust
	grace_period 3s
	servers {{
		protocols {protocols}
{believed}	}}
	log {{
		level WARN
		format console
	}}
}}
(guarded) {{
	header {{
		-Server
		?Content-Security-Policy "{policy}"
		?X-Content-Type-Options nosniff
		?X-Frame-Options DENY
		?Referrer-Policy no-referrer
		?Cache-Control no-store
{strict}	}}
}}
{elsewhere}{site} {{
	bind {bind}
{tls}	import guarded
	handle_errors {{
		import guarded
		respond "{{err.status_code}}" {{err.status_code}}
	}}
	redir / /gateway/
"""
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""What Caddy's own answers may load; a service's say for themselves."""
SERVICE = """\
	redir /{name} /{name}/
	@inside-{name} path /{name}/metrics /{name}/readyz
	handle @inside-{name} {{
		respond 404
	}}
	handle_path /{name}/* {{
		# Whole before it is passed on: an answer before the body was read would be cut off.
		reverse_proxy 127.0.0.1:{port} {{
			flush_interval -1
			request_buffers 2MiB
			header_up X-Forwarded-Prefix /{name}
		}}
	}}
"""
ELSE = """\
	handle {
		respond 404
	}
}
"""
ELSEWHERE = """\
https://:{port} {{
	bind {bind}
	import guarded
	respond 421
}}
"""
BELIEVED = """\
		trusted_proxies static 127.0.0.1/32 ::1/128
		trusted_proxies_strict
"""
STRICT = "\t\t?Strict-Transport-Security max-age=63072000\n"


@dataclass(frozen=True, slots=True)
class Tls:
    """TLS for this host, with certificate and key from these files, else of Caddy's own making."""

    host: str
    certificate: Path | None = None
    key: Path | None = None

    def lines(self) -> str:
        """The site's directive."""
        given = "internal" if self.certificate is None else f'"{self.certificate}" "{self.key}"'
        return f"\ttls {given} {{\n\t\tprotocols tls1.2 tls1.3\n\t}}\n"


@dataclass(frozen=True, slots=True)
class Caddy:
    """The origin ``port``, and the port of each service's web process behind it.

    ``behind`` when a proxy on this machine ends TLS: it alone is believed where somebody asks from.
    """

    folder: Path
    port: int
    services: Mapping[str, int]
    bind: str = "127.0.0.1"
    tls: Tls | None = None
    behind: bool = False

    @property
    def authority(self) -> Path:
        """The certificate of Caddy's own authority, once it has made one."""
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def prepare(self) -> None:
        """Write the Caddyfile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        bind, tls = self._addresses(), self.tls
        text = HEAD.format(
            policy=NOTHING,
            automatic="disable_redirects" if tls else "off",
            protocols="h1 h2" if tls else "h1 h2c",
            believed=BELIEVED if self.behind else "",
            strict=STRICT if tls or self.behind else "",
            elsewhere=ELSEWHERE.format(port=self.port, bind=bind) if tls else "",
            site=f"https://{tls.host}:{self.port}" if tls else f"http://:{self.port}",
            bind=bind,
            tls=tls.lines() if tls else "",
        )
        text += "".join(SERVICE.format(name=name, port=at) for name, at in self.services.items())
        (self.folder / "Caddyfile").write_text(text + ELSE)

    def _addresses(self) -> str:
        """Where it listens; on this machine always, since readiness is asked there."""
        everywhere_or_here = self.bind in {"0.0.0.0", "127.0.0.1"}  # noqa: S104 - somebody set it
        return self.bind if everywhere_or_here else f"127.0.0.1 {self.bind}"

    def command(self) -> Command:
        """How it is started, in the foreground."""
        program = Path(sys.prefix) / "bin" / "caddy"
        found = str(program) if program.exists() else shutil.which("caddy")
        if found is None:
            raise Problem("Caddy's package is not installed. Run: make install")
        own = {"XDG_DATA_HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)}
        arguments = (found, "run", "--config", "Caddyfile", "--adapter", "caddyfile")
        return Command(arguments, folder=self.folder, environment=own)

    def ready(self) -> bool:
        """Whether it accepts connections."""
        return listens(self.port)
