"""Kafka's jars: fetched once by ``jgo``, each one equal to the committed lock before Java runs."""

import fcntl
import hashlib
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.local.command import Problem

if TYPE_CHECKING:
    from jgo.env import LockedDependency
    from jgo.maven import Artifact, MavenContext

LOCK = Path(__file__).with_name("kafka.lock.toml")
FETCHERS = 8
SECONDS = 30


def jars(told: Callable[[int, int], None] = lambda _done, _all: None) -> list[Path]:
    """Every jar of the lock, verified; ``told`` hears how many of how many are there."""
    from jgo.env import LockFile
    from jgo.maven import MavenContext, PythonResolver

    folder = Path(sys.prefix) / "share" / "portes" / "maven"
    folder.mkdir(parents=True, exist_ok=True)
    context = MavenContext(repo_cache=folder, resolver=PythonResolver(), timeout=SECONDS)
    locked = LockFile.load(LOCK).dependencies
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with ThreadPoolExecutor(FETCHERS) as fetchers:
            paths = []
            for path in fetchers.map(lambda one: _fetch(context, one), locked):
                paths.append(path)
                told(len(paths), len(locked))
    return paths


def _fetch(context: "MavenContext", locked: "LockedDependency") -> Path:
    project = context.project(locked.groupId, locked.artifactId)
    artifact = project.at_version(locked.version).artifact()
    path = Path(str(artifact.cached_path))
    sha256 = str(locked.sha256)
    if not _equals(path, sha256):
        path.unlink(missing_ok=True)  # a fetch was interrupted, or somebody changed it
        _download(artifact)
        if not _equals(path, sha256):
            path.unlink(missing_ok=True)
            raise Problem(
                f"{path.name} is not what {LOCK.name} says: its SHA-256 differs. Try again; if it "
                "stays so, the registry gives another file than the one this version was made with."
            )
    return path


def _download(artifact: "Artifact") -> None:
    import requests

    try:
        artifact.context.resolver.download(artifact)
    except (requests.RequestException, RuntimeError) as why:
        raise Problem(
            "Maven Central is out of reach, so Kafka cannot be fetched. Connect to the network and "
            "run make up again, or set KAFKA_BOOTSTRAP_SERVERS to a running Kafka."
        ) from why


def _equals(path: Path, sha256: str) -> bool:
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256
