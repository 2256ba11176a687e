"""``python -m tests.identity_provider``: fetches Keycloak once and makes it ready to start."""

from tests.identity_provider.keycloak import prepare

if __name__ == "__main__":
    print(prepare())
