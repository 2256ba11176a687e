"""``python -m shared.contracts``: freeze what is new, and write the AsyncAPI document."""

import sys

from shared.contracts import published
from shared.contracts.asyncapi import DOCUMENT, rendered
from shared.contracts.shapes import RELEASED, breaks, released, shape_of, written


def main() -> int:
    """Refuse a change that breaks readers; otherwise bring both files up to date."""
    frozen = released()
    now = {event.type: shape_of(event) for event in published()}
    broken = [f"{name} is gone" for name in sorted(frozen.keys() - now.keys())]
    for name in sorted(frozen.keys() & now.keys()):
        broken += [f"{name}: {reason}" for reason in breaks(frozen[name], now[name])]
    if broken:
        sys.stderr.write("\n".join([*broken, "A changed meaning is a new version."]) + "\n")
        return 1
    RELEASED.write_text(written(now))
    DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
    DOCUMENT.write_text(rendered())
    return 0


if __name__ == "__main__":
    sys.exit(main())
