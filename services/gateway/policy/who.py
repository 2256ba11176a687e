"""Who there is, and under which conditions."""

from shared.identity import Role
from shared.rights import PEOPLE, Condition

DESK = {Role.RECEPTION}
SEES = {Role.RECEPTION, Role.MANAGER}
WALL = {Role.DISPLAY, Role.RECEPTION}
KIOSK = {Role.KIOSK}
COMES_IN = PEOPLE | {Role.DISPLAY, Role.KIOSK}
EXCHANGE = {Role.TELEPHONY}
KNOWS = {Role.RECEPTION, Role.PROFESSIONAL}
OFFICER = {Role.DATA_PROTECTION_OFFICER}
ADMIN = {Role.ADMINISTRATOR}
AGENDA = {Role.RECEPTION, Role.PROFESSIONAL}
ARRIVES = {Role.RECEPTION, Role.KIOSK}
CARES = {Role.PROFESSIONAL}
NAMES = KNOWS | {Role.FACILITATOR}
EXCEPT = Condition.EXCLUDED
KNOWN = (Condition.EXCLUDED, Condition.RESTRICTED)
"""Of a contact."""
LASTING = (Condition.STANDING, Condition.SEALED, Condition.EXCLUDED)
"""Of a person, where emergency access is not enough."""
RELATED = (Condition.RELATION, Condition.SEALED, Condition.EXCLUDED)
"""Of a person."""
BOTH = (*RELATED, Condition.RESTRICTED)
FOUND = (Condition.FOUND, Condition.SEALED, Condition.EXCLUDED)
NAMEABLE = (Condition.NAMEABLE, Condition.SEALED, Condition.EXCLUDED, Condition.RESTRICTED)
CALLED = (Condition.EXCLUDED, Condition.RESTRICTED)
"""Of a pending call."""
SOUGHT = (*FOUND, Condition.RESTRICTED)
"""Of a person who is searched for beside a pending call."""
GLASS = (Condition.STRANGER, Condition.SEALED, Condition.EXCLUDED)
SHOWN = (Condition.SEALED, Condition.EXCLUDED)
NAMED = (*SHOWN, Condition.RESTRICTED)
