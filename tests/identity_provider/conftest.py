"""One Keycloak for all of these tests, and Portes as its client."""

from collections.abc import Iterator

import pytest

from tests.fixtures.cities import a_city, load_city
from tests.fixtures.web import Served, Serving
from tests.identity_provider.door import MEANING
from tests.identity_provider.keycloak import Keycloak


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The test that kills Keycloak comes last, so that it is started once."""
    items.sort(key=lambda item: item.get_closest_marker("kills_keycloak") is not None)


@pytest.fixture(scope="session")
def _keycloak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keycloak]:
    server = Keycloak(tmp_path_factory.mktemp("keycloak"))
    yield server
    server.kill()


@pytest.fixture
def keycloak(_keycloak: Keycloak) -> Keycloak:
    """Keycloak with the tests' realm; alive when a test begins."""
    if not _keycloak.alive:
        _keycloak.start()
    return _keycloak


@pytest.fixture
async def portes(serving: Serving, keycloak: Keycloak, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The gateway, as a client of Keycloak, in a small city."""
    monkeypatch.setenv("PORTES_OIDC_ISSUER", keycloak.issuer)
    monkeypatch.setenv("PORTES_OIDC_CLIENT_ID", "portes")
    monkeypatch.setenv("PORTES_OIDC_CLIENT_SECRET", "secret-of-portes-in-tests")
    served = await serving.service("gateway")
    city = a_city().model_copy(update={"sign_in": MEANING})
    await load_city(served.around.pool, city)
    return served
