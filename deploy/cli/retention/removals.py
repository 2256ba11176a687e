"""How the rows of each kind go, in the order in which a run takes them."""

from collections.abc import Mapping

from deploy.cli.retention.apart import Archive, Looks
from deploy.cli.retention.handing_on import (
    APPOINTMENT_OVER,
    ASKED_PLACE_OVER,
    FIRST_VISIT_OVER,
    HANDED_ON_WITH_A_HELD,
    NOT_OF_A_HELD,
    NOT_OF_A_HELD_PLACE,
    OF_A_PLACE,
    OF_ITS_APPOINTMENT,
    PLACE_OVER,
)
from deploy.cli.retention.kinds import OF_REFERRAL
from deploy.cli.retention.people import Contacts, People
from deploy.cli.retention.rows import Rows
from deploy.cli.retention.work import Removal

OF_A_HELD_CONTACT = (
    "EXISTS (SELECT FROM contact AS c WHERE c.exchange_call = call_event.call AND c.id = ANY($2))"
)
A_LATER_ONE = (
    "cardinality($2::uuid[]) >= 0 AND EXISTS (SELECT FROM desk_fact AS later"
    " WHERE later.unit = desk_fact.unit AND later.desk = desk_fact.desk"
    " AND later.version > desk_fact.version AND later.since < $1)"
)
STILL_DECLARED = (
    "EXISTS (SELECT FROM declared_conflict AS d"
    " WHERE d.id = exclusion.declaration AND d.ended_at IS NULL)"
)
"""An ended rule of a number that is still declared: without it the rule would come back."""
OF_A_HELD_PERSON = (
    "EXISTS (SELECT FROM exclusion AS e"
    " WHERE e.declaration = declared_conflict.id AND e.person = ANY($2))"
)
SWITCHED_OFF = (
    "SELECT max(c.at) FROM account_change AS c"
    " WHERE c.subject = account.id AND c.what = 'deactivated'"
)
OF_NO_HELD_CALL = (
    "(person IS NULL OR person <> ALL($2)) AND (contact IS NULL OR contact <> ALL($2))"
)
OF_ITS_CALL = "(SELECT p.ended_at FROM pending_call AS p WHERE p.id = pending_act.pending_call)"
OF_NO_HELD_CALL_ACTED_ON = (
    "NOT EXISTS (SELECT FROM pending_call AS p WHERE p.id = pending_act.pending_call"
    " AND (p.person = ANY($2) OR p.contact = ANY($2)))"
)
OF_NO_OPEN_CALL = (
    "id <> ALL($2) AND NOT EXISTS (SELECT FROM pending_call AS p"
    " WHERE caller_number.id IN (p.id, p.contact) AND p.state IN ('open', 'passed'))"
)
"""As long as somebody is to be called, their number stays."""
OF_AN_ACCOUNT = ("session", "known_device", "reset_link")

REFERRAL_OVER = "CASE WHEN state = 'draft' THEN written_at ELSE ended_at END"
OF_ITS_REFERRAL = (
    "SELECT CASE WHEN r.state = 'draft' THEN r.written_at ELSE r.ended_at END"
    " FROM referral AS r WHERE r.id = {}.referral"
)
OF_NOBODY_HELD = (
    "id <> ALL($2) AND (person IS NULL OR person <> ALL($2))"
    " AND (contact IS NULL OR contact <> ALL($2))"
)
NOT_OF_A_HELD_ONE = (
    "NOT EXISTS (SELECT FROM referral AS r WHERE r.id = {}.referral"
    " AND (r.id = ANY($2) OR r.person = ANY($2) OR r.contact = ANY($2)))"
)

REMOVALS: Mapping[str, tuple[Removal, ...]] = {
    "calls": (Rows("call_event", "at", f"NOT {OF_A_HELD_CONTACT}", business=True),),
    "contacts": (Contacts(),),
    "people": (People(),),
    "pending-calls": (
        Rows("pending_act", OF_ITS_CALL, OF_NO_HELD_CALL_ACTED_ON, business=True),
        Rows("pending_call", "ended_at", OF_NO_HELD_CALL, business=True),
    ),
    "caller-numbers": (Rows("caller_number", "at", OF_NO_OPEN_CALL, business=True),),
    "substitutes": (Rows("substitute", "until", business=True),),
    "person-searches": (Rows("person_search", "at"),),
    "exclusions": (
        Rows("exclusion", "ended_at", f"person <> ALL($2) AND NOT {STILL_DECLARED}", business=True),
    ),
    "declared-conflicts": (
        Rows(
            "declared_conflict",
            "ended_at",
            f"NOT {OF_A_HELD_PERSON}",
            business=True,
            belongings=(("exclusion", "declaration"),),
        ),
    ),
    "break-glass": (Rows("break_glass", "until", "person <> ALL($2)"),),
    "seal-changes": (
        Rows("seal_change", "at", "person <> ALL($2)", business=True, guard="append_only"),
    ),
    "referrals": (
        *(
            Rows(
                table, OF_ITS_REFERRAL.format(table), NOT_OF_A_HELD_ONE.format(table), business=True
            )
            for table in OF_REFERRAL
        ),
        Rows("referral", REFERRAL_OVER, OF_NOBODY_HELD, business=True),
    ),
    "known-openings": tuple(
        Rows(table, "starts_at", business=True) for table in ("free_time", "open_session")
    ),
    "appointments": (
        *(
            Rows(
                table,
                OF_ITS_APPOINTMENT.format(table),
                NOT_OF_A_HELD.format(f"{table}.appointment"),
                business=True,
            )
            for table in ("appointment_letter", "appointment_link")
        ),
        Rows(
            "appointment", APPOINTMENT_OVER, NOT_OF_A_HELD.format("appointment.id"), business=True
        ),
        Rows("group_place", ASKED_PLACE_OVER, OF_NO_HELD_CALL, business=True),
        Rows("handed_on", "ended_at", f"NOT {HANDED_ON_WITH_A_HELD.format('id')}", business=True),
        Rows(
            "first_visit",
            FIRST_VISIT_OVER,
            f"NOT {HANDED_ON_WITH_A_HELD.format('first_visit.referral')}",
            business=True,
        ),
    ),
    "agenda-slots": (
        Rows("agenda_slot", "starts_at", business=True),
        Rows("group_session", "starts_at", business=True),
    ),
    "group-places": tuple(
        Rows(table, PLACE_OVER.format(column), NOT_OF_A_HELD_PLACE.format(column), business=True)
        for table, column in OF_A_PLACE.items()
    ),
    "ticket-counters": (Rows("ticket_counter", "day::timestamptz", business=True),),
    "notices-shown": (Rows("notice_shown", "at", business=True),),
    "ticket-links": (Rows("ticket_link", "until", business=True),),
    "paper-gaps": (Rows("paper_gap", "began_at", business=True),),
    "paper-blocks": (Rows("paper_block", "day::timestamptz", business=True),),
    "paper-entries": (Rows("paper_entry", "entered_at", business=True),),
    "text-calls": (Rows("text_call", "called_at", business=True),),
    "wait-promises": (Rows("wait_promise", "at", business=True),),
    "told-events": (Archive(),),
    "parked-messages": (Rows("parked_event", "parked_at"),),
    "command-answers": (Rows("answered_command", "at"),),
    "desk-facts": (
        Rows(
            "desk_fact", "since", f"cardinality($2::uuid[]) >= 0 AND {A_LATER_ONE}", business=True
        ),
    ),
    "looks": (Looks(),),
    "holds": (Rows("legal_hold", "released_at"),),
    "erasures": (Rows("erasure", "at"),),
    "erased-people": (Rows("erased_person", "at"),),
    "retention-reports": (Rows("retention_run", "as_of_real"),),
    "accounts": (
        Rows(
            "account",
            SWITCHED_OFF,
            "NOT active AND id <> ALL($2)",
            belongings=tuple((table, "account_id") for table in OF_AN_ACCOUNT),
        ),
    ),
    "account-changes": (Rows("account_change", "at", guard="append_only"),),
    "sessions": (Rows("session", "coalesce(revoked_at, expires_at)"),),
    "password-links": (Rows("reset_link", "expires_at"),),
    "known-devices": (Rows("known_device", "last_used"),),
    "failed-sign-ins": (Rows("sign_in_try", "last_at"),),
    "corporate-sign-ins": (
        Rows("provider_sign_in", "expires_at"),
        Rows("provider_logout", "expires_at"),
    ),
    "machine-keys": (
        Rows(
            "api_key",
            "coalesce(revoked_at, expires_at)",
            "id <> ALL($2)",
            belongings=(("access_token", "api_key"),),
        ),
    ),
    "machine-tokens": (Rows("access_token", "expires_at"),),
}
