"""Fields that only a process with the keys can read, and digests by which they are found."""

from shared.encryption.fields import CannotBeOpened, Place, digest, digests, open_sealed, seal
from shared.encryption.keys import Keyring, Keys, KeysMissing, KeySource, Purpose
from shared.encryption.rotation import Encrypted, Scattered, scatter

__all__ = [
    "CannotBeOpened",
    "Encrypted",
    "KeySource",
    "Keyring",
    "Keys",
    "KeysMissing",
    "Place",
    "Purpose",
    "Scattered",
    "digest",
    "digests",
    "open_sealed",
    "scatter",
    "seal",
]
