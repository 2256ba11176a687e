"""Free ports on 127.0.0.1, outside the range that the system lends to outgoing connections."""

import random
import socket

LENT = range(20_000, 32_000)
SPREAD = random.SystemRandom()
"""Of the machine: whoever seeds the other one, as tests do, would choose alike in two processes."""


def listens(port: int, host: str = "127.0.0.1") -> bool:
    """Whether something answers there."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could start there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def choose(names: list[str], remembered: dict[str, int]) -> dict[str, int]:
    """A free port for each name; the remembered one while it is still free."""
    chosen: dict[str, int] = {}
    for name in names:
        port = remembered.get(name, 0)
        while not port or port in chosen.values() or not is_free(port):
            port = SPREAD.choice(LENT)
        chosen[name] = port
    return chosen
