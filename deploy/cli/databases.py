"""Roles, databases and their schemas: one database and one least-privilege user per service."""

import asyncpg

from deploy.cli.instance import DATABASES, OWNER, SERVICES, Instance
from deploy.local.command import Problem
from shared.db import Connection
from shared.migrations import folders_of, grant, migrate


async def prepare(instance: Instance) -> list[str]:
    """Make what is lacking and migrate it as the owner; the versions applied now."""
    connection = await _connect(instance)
    try:
        await _roles(connection, instance)
        for database in DATABASES:
            await _database(connection, instance, database)
    finally:
        await connection.close()
    return await migrate_all(instance)


async def migrate_all(instance: Instance) -> list[str]:
    """Bring every database to this version; each user gets exactly what it needs."""
    applied = []
    for database in DATABASES:
        dsn, folders = instance.dsn(database, OWNER), folders_of(database)
        applied += [f"{database}: {version}" for version in await migrate(dsn, folders)]
        users = SERVICES if database == "identity" else (database,)
        for user in users:
            await grant(dsn, folders, instance.role(user), user)
    return applied


async def drop(instance: Instance) -> None:
    """Remove this instance's databases and roles from a given server."""
    connection = await _connect(instance)
    try:
        for database in DATABASES:
            name = await _quoted(connection, instance.role(database))
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        for role in (*SERVICES, OWNER):
            name = await _quoted(connection, instance.role(role))
            await connection.execute(f"DROP ROLE IF EXISTS {name}")
    finally:
        await connection.close()


async def _connect(instance: Instance) -> Connection:
    try:
        connection: Connection = await asyncpg.connect(instance.admin, timeout=10)
        return connection
    except (OSError, asyncpg.PostgresError, TimeoutError) as why:
        raise Problem(
            "PostgreSQL does not answer as the role that makes databases. "
            "See portes status and portes logs postgres; with DATABASE_URL set, check that "
            "address, user and password are right and that the server runs."
        ) from why


async def _roles(connection: Connection, instance: Instance) -> None:
    for role in (OWNER, *SERVICES):
        name = instance.role(role)
        quoted = await _quoted(connection, name)
        if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", name):
            await connection.execute(f"CREATE ROLE {quoted}")
        password = await connection.fetchval("SELECT quote_literal($1)", instance.password(role))
        await connection.execute(f"ALTER ROLE {quoted} LOGIN PASSWORD {password}")
    if not await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        await connection.execute(
            f"GRANT {await _quoted(connection, instance.role(OWNER))} TO CURRENT_USER"
        )


async def _database(connection: Connection, instance: Instance, database: str) -> None:
    name = instance.role(database)
    quoted = await _quoted(connection, name)
    if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
        owner = await _quoted(connection, instance.role(OWNER))
        await connection.execute(f"CREATE DATABASE {quoted} OWNER {owner}")
    await connection.execute(f"REVOKE ALL ON DATABASE {quoted} FROM PUBLIC")
    for user in SERVICES if database == "identity" else (database,):
        allowed = await _quoted(connection, instance.role(user))
        await connection.execute(f"GRANT CONNECT ON DATABASE {quoted} TO {allowed}")


async def _quoted(connection: Connection, name: str) -> str:
    return str(await connection.fetchval("SELECT quote_ident($1)", name))
