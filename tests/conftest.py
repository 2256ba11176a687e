"""The suite's fixtures: real databases, the services' web side, and messaging over real Kafka."""

from importlib.util import find_spec

pytest_plugins = [
    name
    for name in (
        "tests.dependencies",
        "tests.fixtures.groups",
        "tests.fixtures.servers",
        "tests.sideways.plugin",
        "tests.fixtures.databases",
        "tests.fixtures.web",
        "tests.fixtures.messaging",
        "tests.fixtures.instances",
    )
    if find_spec(name)
]
