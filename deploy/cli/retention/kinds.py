"""Every kind of datum: its tables, from when its time counts, and what is done then.

A table that is in no kind fails a test. A new kind needs its rows in ``removals``, and in
``retention.csv`` of each city folder; what refers to a person is erased by
``services/gateway/store/erasing.py`` too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.cli.instance import SERVICES
from shared.city import FOREVER, Since, Then

EVERY = SERVICES
IDENTITY, GATEWAY, INDICATORS = ("identity",), ("gateway",), ("indicators",)
GROUPS = ("groups",)
REFERRALS = ("referrals",)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of datum. ``least``: a shorter time would break what the system promises."""

    since: Since
    then: Then
    least: str
    databases: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    outlives: Mapping[str, str] = field(default_factory=dict)
    """Kinds that must not live longer than this one, with the reason."""


def _stays(databases: tuple[str, ...], *tables: str) -> Kind:
    return Kind(Since.NEVER, Then.KEEP, FOREVER, databases, tables)


def _goes(since: Since, least: str, where: tuple[str, ...], *tables: str, **outlives: str) -> Kind:
    others = {name.replace("_", "-"): why for name, why in outlives.items()}
    return Kind(since, Then.DELETE, least, where, tables, others)


def _elsewhere(least: str) -> Kind:
    return Kind(Since.CREATED, Then.ELSEWHERE, least)


NAMED = "the trace of looks names them"
CREATED, ENDED, LAST_USED = Since.CREATED, Since.ENDED, Since.LAST_USED
LOOKS = ("look", "look_rest", "look_stump", "look_head")
WORK = ("pending_call_fact", "pending_unit_fact", "appointment_fact", "paper_gap_fact")
HANDED_ON = ("referral_fact", "first_visit_fact", "session_fact", "place_fact")
QUEUES = ("outbox_pending", "outbox_lease", "source_epoch", "consumer_position")
KEEPS_PERSON = {"contacts": "a contact that still names a person keeps them"}
KEEPS_CODE = {"paper-entries": "an entry says by which code it came"}
RESENT = "what Kafka lost is told again from the archive"
RESTORED = "a restored backup is erased again from the list"
OF_REFERRAL = (
    "referral_act",
    "referral_reader",
    "referral_message",
    "first_visit",
    "referred_place",
)
ARCHIVE = ("outbox_archive", "outbox_archive_rest")
OFF = "it says since when an account is switched off"

# fmt: off
KINDS: Mapping[str, Kind] = {
    # of people, and what was done with them
    "contacts": Kind(ENDED, Then.ANONYMISE, "P30D", GATEWAY,
                     ("contact", "contact_act", "timeline"), KEEPS_CODE),
    "people": Kind(Since.LAST_CONTACT, Then.ERASE, "P30D", GATEWAY,
                   ("person", "person_unit", "person_name_key", "person_link"), KEEPS_PERSON),
    "calls":              _goes(CREATED,   "P30D", GATEWAY,  "call_event"),
    "pending-calls":      _goes(ENDED,     "P30D", GATEWAY,  "pending_act", "pending_call"),
    "caller-numbers":     _goes(CREATED,   "P7D",  GATEWAY,  "caller_number"),
    "substitutes":        _goes(ENDED,     "P1D",  GATEWAY,  "substitute"),
    "person-searches":    _goes(CREATED,   "P1D",  GATEWAY,  "person_search"),
    "exclusions":         _goes(ENDED,     "P30D", GATEWAY,  "exclusion"),
    "declared-conflicts": _goes(ENDED,     "P30D", GATEWAY,  "declared_conflict"),
    "break-glass":        _goes(ENDED,     "P24M", GATEWAY,  "break_glass"),
    "seal-changes":       _goes(CREATED,   "P24M", GATEWAY,  "seal_change"),
    "appointments":       _goes(ENDED,     "P30D", GATEWAY,
                                "appointment_letter", "appointment_link", "appointment",
                                "group_place", "handed_on", "first_visit"),
    "agenda-slots":       _goes(ENDED,     "P30D", GATEWAY,  "agenda_slot", "group_session"),
    "ticket-counters":    _goes(CREATED,   "P2D",  GATEWAY,  "ticket_counter"),
    "notices-shown":      _goes(CREATED,   "P12M", GATEWAY,  "notice_shown"),
    "ticket-links":       _goes(ENDED,     "P1D",  GATEWAY,  "ticket_link"),
    "paper-gaps":         _goes(CREATED,   "P30D", GATEWAY,  "paper_gap"),
    "paper-blocks":       _goes(CREATED,   "P30D", GATEWAY,  "paper_block"),
    "paper-entries":      _goes(CREATED,   "P30D", GATEWAY,  "paper_entry"),
    "text-calls":         _goes(CREATED,   "P1D",  GATEWAY,  "text_call"),
    "wait-promises":      _goes(CREATED,   "P1D",  GATEWAY,  "wait_promise"),
    "group-places":       _goes(ENDED,     "P30D", GROUPS,
                                "place_letter", "place_link", "attendee", "place"),
    "group-sessions":     _stays(GROUPS, "group_series", "group_session"),
    "desks":              _stays(GATEWAY, "desk"),
    "referrals":          _goes(ENDED,     "P30D", REFERRALS, *OF_REFERRAL, "referral"),
    "known-openings":     _goes(ENDED,     "P1D",  REFERRALS, "free_time", "open_session"),
    # of what was told
    "told-events":        _goes(CREATED,   "P56D", EVERY,    *ARCHIVE, event_topics=RESENT),
    "parked-messages":    _goes(CREATED,   "P7D",  EVERY,    "parked_event"),
    "command-answers":    _goes(CREATED,   "P1D",  EVERY,    "answered_command"),
    "contact-facts":      _stays(INDICATORS, "contact_fact", *WORK, *HANDED_ON),
    "desk-facts":         _goes(CREATED,   "P30D", INDICATORS, "desk_fact"),
    # of who looked, and of the removal itself
    "looks":              _goes(CREATED,   "P24M", EVERY,    *LOOKS),
    "erased-people":      _goes(CREATED,   "P60D", (*GROUPS, *REFERRALS), "erased_person",
                                told_events="what is told late would bring them back"),
    "holds":              _goes(ENDED,     "P30D", GATEWAY,  "legal_hold"),
    "erasures":           _goes(CREATED,   "P60D", GATEWAY,  "erasure", backups=RESTORED),
    "retention-reports":  _goes(CREATED,   "P30D", GATEWAY,  "retention_run"),
    # of staff and machines
    "accounts":           _goes(ENDED,     "P30D", IDENTITY, "account", looks=NAMED),
    "account-changes":    _goes(CREATED,   "P24M", IDENTITY, "account_change", accounts=OFF),
    "sessions":           _goes(ENDED,     "P1D",  IDENTITY, "session"),
    "password-links":     _goes(ENDED,     "P1D",  IDENTITY, "reset_link"),
    "known-devices":      _goes(LAST_USED, "P30D", IDENTITY, "known_device"),
    "failed-sign-ins":    _goes(LAST_USED, "P1D",  IDENTITY, "sign_in_try"),
    "corporate-sign-ins": _goes(ENDED,     "P1D",  IDENTITY, "provider_sign_in", "provider_logout"),
    "machine-keys":       _goes(ENDED,     "P30D", IDENTITY, "api_key", looks=NAMED),
    "machine-tokens":     _goes(ENDED,     "P1D",  IDENTITY, "access_token"),
    # of the system
    "city-versions":      _stays(EVERY, "city_version"),
    "messaging":          _stays(EVERY, *QUEUES),
    "feeds":              _stays(INDICATORS, "feed", "feed_place"),
    "doors-heard":        _stays((*GATEWAY, *REFERRALS), "feed"),
    "clock":              _stays(IDENTITY, "business_clock"),
    "schema":             _stays((*EVERY, *IDENTITY), "schema_migration"),
    # in no database
    "event-topics":       _elsewhere("P7D"),
    "logs":               _elsewhere("P1D"),
    "backups":            _elsewhere("P1D"),
}
# fmt: on
