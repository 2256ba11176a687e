"""The city folder as the services know it: one document, in dated versions.

Take it from ``shared.city.store``; edit it as files under ``deploy/city``.
"""

from shared.city.calendar import Calendar, Holiday, Hours, Season
from shared.city.catalogue import Direction, Indicator, Owner, Reason, SpokenLanguage, Target
from shared.city.measured import Formula, IndicatorVersion, Measured, ReleasedBy, Route
from shared.city.model import City
from shared.city.partners import Partner, Site
from shared.city.practice import InventedCaller
from shared.city.programmes import Programme, ProgrammeKind
from shared.city.public import Notice, Public, Tongue
from shared.city.retention import FOREVER, Retention, Since, Then
from shared.city.rules import (
    AgendaRules,
    ClosingRules,
    FollowUpRules,
    GroupRules,
    PendingCallRules,
    QueueRules,
    ReadingRules,
    RecallRules,
    Reentry,
    ReferralRules,
    RetentionRules,
    Rules,
    TicketRules,
)
from shared.city.sign_in import WHOLE_CITY, ClaimMap, SignIn
from shared.city.territory import Barri, District, Unit, UnitKind
from shared.city.texts import LANGUAGES, Texts
from shared.city.triage import (
    Card,
    Circumstance,
    DangerQuestion,
    OtherLevel,
    Resource,
    TriageRule,
    TriageRules,
)

__all__ = [
    "FOREVER",
    "LANGUAGES",
    "WHOLE_CITY",
    "AgendaRules",
    "Barri",
    "Calendar",
    "Card",
    "Circumstance",
    "City",
    "ClaimMap",
    "ClosingRules",
    "DangerQuestion",
    "Direction",
    "District",
    "FollowUpRules",
    "Formula",
    "GroupRules",
    "Holiday",
    "Hours",
    "Indicator",
    "IndicatorVersion",
    "InventedCaller",
    "Measured",
    "Notice",
    "OtherLevel",
    "Owner",
    "Partner",
    "PendingCallRules",
    "Programme",
    "ProgrammeKind",
    "Public",
    "QueueRules",
    "ReadingRules",
    "Reason",
    "RecallRules",
    "Reentry",
    "ReferralRules",
    "ReleasedBy",
    "Resource",
    "Retention",
    "RetentionRules",
    "Route",
    "Rules",
    "Season",
    "SignIn",
    "Since",
    "Site",
    "SpokenLanguage",
    "Target",
    "Texts",
    "Then",
    "TicketRules",
    "Tongue",
    "TriageRule",
    "TriageRules",
    "Unit",
    "UnitKind",
]
