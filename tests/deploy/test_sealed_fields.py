"""Who keeps sealed fields, and who gets the keys for them."""

from deploy.cli.parts import ENCRYPTING
from deploy.cli.sealed_fields import HOLDERS


def test_every_service_with_sealed_fields_gets_the_keys_and_no_other() -> None:
    assert set(ENCRYPTING) == set(HOLDERS)
