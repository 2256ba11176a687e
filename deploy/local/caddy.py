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
	auto_https off
	persist_config off
	grace_period 3s
	servers {{
		protocols h1 h2c
	}}
	log {{
		level WARN
		format console
	}}
}}
http://{host}:{port} {{
	bind {bind}
	redir / /gateway/
"""
SERVICE = """\
	redir /{name} /{name}/
	handle /{name}/metrics {{
		respond 404
	}}
	handle_path /{name}/* {{
		reverse_proxy 127.0.0.1:{port} {{
			flush_interval -1
			header_up X-Forwarded-Prefix /{name}
		}}
	}}
"""


@dataclass(frozen=True, slots=True)
class Caddy:
    """The origin ``port``, and the port of each service's web process behind it."""

    folder: Path
    port: int
    services: Mapping[str, int]
    bind: str = "127.0.0.1"

    @property
    def address(self) -> str:
        """What a browser opens."""
        return f"http://localhost:{self.port}"

    def prepare(self) -> None:
        """Write the Caddyfile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = HEAD.format(host="", port=self.port, bind=self._addresses())
        text += "".join(SERVICE.format(name=name, port=at) for name, at in self.services.items())
        (self.folder / "Caddyfile").write_text(text + "}\n")

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
