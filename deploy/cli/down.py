"""``portes down`` and ``portes clean``."""

import asyncio
import shutil
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from deploy.cli import databases, supervised
from deploy.cli.instance import DATABASES, Instance
from deploy.local.command import Problem
from shared.contracts import published


def down(instance: Instance) -> bool:
    """End every part; false when nothing ran."""
    return supervised.end(instance)


def doomed(instance: Instance) -> list[str]:
    """What ``clean`` deletes, in words: folders, and what lies on given servers."""
    record = instance.record
    found = [f"the folder {instance.home}"]
    if record.outside:
        found.append(f"the folder {record.outside}")
    if record.database:
        names = ", ".join(instance.role(name) for name in DATABASES)
        found.append(f"on the given PostgreSQL the databases {names} and their roles")
    if record.kafka:
        found.append(f"on the given Kafka the topics {', '.join(topics(instance))}")
    return found


def topics(instance: Instance) -> list[str]:
    """This instance's topics."""
    prefix = f"{instance.record.instance}." if instance.record.instance else ""
    return sorted({prefix + event.topic for event in published()})


def clean(instance: Instance) -> None:
    """End every part and delete what ``doomed`` names."""
    down(instance)
    if instance.record.database:
        asyncio.run(databases.drop(instance))
    if instance.record.kafka:
        asyncio.run(_drop_topics(instance))
    for folder in (instance.record.outside, str(instance.home)):
        if folder and Path(folder).exists():
            shutil.rmtree(folder)


async def _drop_topics(instance: Instance) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=instance.kafka)
    try:
        await admin.start()
        there = set(await admin.list_topics())
        await admin.delete_topics([name for name in topics(instance) if name in there])
    except KafkaError as why:
        raise Problem(
            "The given Kafka does not answer, so its topics stay. "
            "Start it and run make clean again."
        ) from why
    finally:
        await admin.close()
