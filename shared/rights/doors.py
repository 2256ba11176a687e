"""The four doors, and whose work each has a page of: what stands in the bar of every page.

No service knows another's policy; a test asks each front page, as every role, whether this is so.
"""

from collections.abc import Mapping

from shared.identity import PARTNERS, PEOPLE, Principal, Role

DOORS: Mapping[str, frozenset[Role]] = {
    "gateway": frozenset({Role.RECEPTION, Role.PROFESSIONAL, Role.DATA_PROTECTION_OFFICER}),
    "referrals": frozenset(
        {
            Role.PARTNER,
            Role.RECEPTION,
            Role.PROFESSIONAL,
            Role.MANAGER,
            Role.DATA_PROTECTION_OFFICER,
        }
    ),
    "groups": PEOPLE,  # its catalogue is for everybody
    "indicators": PEOPLE - PARTNERS,
}
"""A machine's screens have no bar."""


def doors_of(who: Principal | None) -> tuple[str, ...]:
    """The services whose front page leads somebody to a page of its own; nobody to none."""
    roles = who.roles if who else frozenset()
    return tuple(door for door, theirs in DOORS.items() if theirs & roles)
