"""The city's catalogue of indicators, in versions, and the minutes assumed for time released."""

from datetime import date
from enum import StrEnum

from shared.city.catalogue import Target
from shared.city.texts import Document, Texts


class Formula(StrEnum):
    """How an indicator is worked out: the services know these and no others."""

    ANSWERED_IN_TIME = "answered_in_time"
    """Calls answered within some seconds / calls offered."""
    CALLBACKS_KEPT = "callbacks_kept"
    """Promises to call back that were kept / promises decided."""
    SOLVED_AT_GATEWAY = "solved_at_gateway"
    """Contacts that needed nobody else / contacts that ended with an outcome."""
    OTHERS_MATTERS = "others_matters"
    """Contacts that were redirected to whom the matter belongs."""
    FIRST_VISIT_DAYS = "first_visit_days"
    """The median of civil days from the first request to the attended first visit."""
    MISSED_APPOINTMENTS = "missed_appointments"
    """Appointments missed / appointments attended or missed."""
    REFERRALS_ACKNOWLEDGED = "referrals_acknowledged"
    """Referrals acknowledged in time / referrals whose time to be acknowledged has come."""
    REFERRALS_INAPPROPRIATE = "referrals_inappropriate"
    """Referrals returned, redirected or refused / referrals answered."""
    GROUP_ATTENDANCE = "group_attendance"
    """People who came / people enrolled, of sessions held of which it is said."""
    GROUP_MINUTES_PER_PERSON = "group_minutes_per_person"
    """Minutes of sessions held / people present in them, of which it is said."""


class IndicatorVersion(Document):
    """What an indicator means from a day on; it is never changed once it is loaded."""

    number: int
    since: date
    """The first civil day of which it measures; until the day before the next version's."""
    formula: Formula
    unit: str
    """As of ``Indicator``."""
    additive: bool
    """Whether it adds up over units and days."""
    definition: Texts
    within: int = 20
    """Seconds, where the formula has them."""
    target: Target | None = None


class Measured(Document):
    """An indicator of the catalogue."""

    code: str
    name: Texts
    owner: Texts
    """Who answers for what it shows."""
    objectives: tuple[str, ...]
    """Rows of the strategy whose progress it shows."""
    versions: tuple[IndicatorVersion, ...]
    """In their order; each measures from its day to before the next one's."""


class ReleasedBy(StrEnum):
    """A route by which time of professionals is released: the services know these and no others."""

    SOLVED_AT_GATEWAY = "solved_at_gateway"
    """Contacts solved at the gateway × minutes."""
    REDIRECTED_AT_GATEWAY = "redirected_at_gateway"
    """Contacts redirected before anybody visited them × minutes."""
    INFORMED_IN_GROUP = "informed_in_group"
    """People in sessions held × minutes, less the minutes of the sessions."""
    RECOGNISED = "recognised"
    """Referrals accepted without repeating the assessment × minutes."""
    REDIRECTED_REFERRALS = "redirected_referrals"
    """Referrals redirected before a visit × minutes."""


class Route(Document):
    """A route, with the minutes that are assumed for each one that takes it."""

    code: ReleasedBy
    minutes: float
    name: Texts
    assumed: Texts
    """For what these minutes stand, and on what ground."""
