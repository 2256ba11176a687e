"""Places left in a session: the same number in the catalogue, at the desk and on the board.

Those that nobody has or is offered; none while somebody waits, who comes before whoever asks now.
"""

PLACES_LEFT = "CASE WHEN waiting > 0 THEN 0 ELSE greatest(capacity - taken - offered, 0) END"
"""In SQL, of a session's columns as the groups tell them."""


def places_left(capacity: int, taken: int, offered: int, waiting: int) -> int:
    """Of a session with so many places in all, taken, offered and waited for."""
    return 0 if waiting else max(0, capacity - taken - offered)
