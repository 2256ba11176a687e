"""The trace in words: acts, relations, roles, and what is unusual."""

from services.gateway.domain import Reason, SealReason
from services.gateway.queries import Why
from shared.audit import Relation
from shared.identity import Role
from shared.pages import N_

ACTS = {
    "call_next": N_("call by a text message"),
    "desk_call": N_("call by a text message"),
    "recall": N_("call by a text message"),
    "contact_act": N_("call by a text message"),
    "desk_page": N_("service of a contact at a desk"),
    "desk_person_search": N_("search by a name, or a whole telephone or document"),
    "search_people_by_name": N_("search by a name"),
    "search_people": N_("search by a whole telephone or document"),
    "person_page": N_("look at the person's page, with data masked"),
    "masked_person": N_("look at the person's page, with data masked"),
    "person_name": N_("look at how a person is called"),
    "person_page_data": N_("look at name, telephone and document"),
    "person_data": N_("look at name, telephone and document"),
    "household": N_("look at the household, with data masked"),
    "person_page_household": N_("search for who lives with a person"),
    "timeline": N_("look at earlier contacts"),
    "contacts_of_person": N_("look at earlier contacts"),
    "call_number": N_("look at the number of a pending call"),
    "call_candidates": N_("look at who has the number of a pending call"),
    "call_words": N_("look at a pending call, with data masked"),
    "pending_one": N_("look at a pending call, with data masked"),
    "pending_number": N_("look at the number of a pending call"),
    "pending_candidates": N_("look at who has the number of a pending call"),
    "pending_search": N_("search by a name, or a whole telephone or document"),
    "audit_page": N_("search in the trace of looks"),
    "audit_people": N_("search by a whole telephone or document"),
    "audit_unusual": N_("review of unusual reading"),
    "audit_report": N_("report on who looked"),
    "exclusions_page": N_("review of the rules that keep people from staff"),
    "exclusions": N_("review of the rules that keep people from staff"),
    "sealed_page": N_("review of sealed people"),
    "sealed_people": N_("review of sealed people"),
    "seal_changes": N_("review of sealed people"),
    "glass_page": N_("question before emergency access, with data masked"),
    "glass_uses": N_("review of emergency access"),
}
"""Every route that shows a person's data, by its name."""
RELATIONS = {
    Relation.CONTACT: N_("open contact at the reader's centre"),
    Relation.UNIT: N_("person of the reader's centre"),
    Relation.SEARCH: N_("among those found by exact data"),
    Relation.BREAK_GLASS: N_("opened without a relation, with a reason that is reviewed"),
    Relation.OFFICER: N_("data-protection review"),
    Relation.REFERRAL: N_("a referral of theirs"),
    Relation.ORGANISATION: N_("enrolled by the reader's organisation"),
}
RULES = {
    "by_person": N_("named by the person"),
    "declared": N_("declared by the colleague"),
    "number": N_("a number declared by the colleague"),
}
"""Where a rule comes from that keeps a person from a colleague."""
REASONS = {
    Reason.DANGER: N_("Danger to life or health"),
    Reason.URGENT_CARE: N_("Urgent care by another service"),
    Reason.OUT_OF_HOURS: N_("The person's own centre is closed"),
    Reason.REQUEST: N_("The person is here and asks for it"),
    Reason.OTHER: N_("Another reason"),
}
"""Why somebody used emergency access."""
SEAL_REASONS = {
    SealReason.WISH: N_("At the person's wish"),
    SealReason.RISK: N_("The person is at risk"),
    SealReason.RISK_ENDED: N_("The risk has ended"),
    SealReason.MOVED: N_("Another centre attends the person"),
    SealReason.MISTAKE: N_("Entered in error"),
    SealReason.OTHER: N_("Another reason"),
}
"""Why it changed who may know of a person."""
SEAL_CHANGES = {
    "sealed": N_("Sealed"),
    "resealed": N_("For other centres"),
    "unsealed": N_("Opened again"),
}
ROLES = {
    Role.RECEPTION: N_("reception"),
    Role.PROFESSIONAL: N_("professional"),
    Role.FACILITATOR: N_("group facilitator"),
    Role.MANAGER: N_("management"),
    Role.PARTNER: N_("partner service"),
    Role.FUNCTIONAL_TUTOR: N_("functional tutor"),
    Role.DATA_PROTECTION_OFFICER: N_("data-protection officer"),
    Role.ADMINISTRATOR: N_("administration of the system"),
    Role.KIOSK: N_("kiosk"),
    Role.DISPLAY: N_("display"),
    Role.TELEPHONY: N_("telephone exchange"),
    Role.PARTNER_SYSTEM: N_("partner's system"),
    Role.METRICS: N_("measurement"),
}
UNUSUAL = {
    Why.SURNAME: N_("Same surname as the person"),
    Why.NO_RELATION: N_("Without a relation"),
    Why.SEARCHED: N_("A search that nothing followed"),
    Why.TAKEN_BACK: N_("A relation taken back"),
    Why.FAR: N_("A centre of another district"),
    Why.BULK: N_("Many people within an hour"),
    Why.CLOSED: N_("Outside opening hours"),
    Why.NOWHERE: N_("Nobody knows from which centre"),
}
EXPLAINED = {
    Why.SURNAME: N_("the reader's name and the person's have a surname in common"),
    Why.NO_RELATION: N_("opened in an emergency, with a reason of their own"),
    Why.SEARCHED: N_("none of those found came to the reader's centre within a day"),
    Why.TAKEN_BACK: N_("read while a contact was said to concern the person, then no longer"),
    Why.FAR: N_("none of the person's centres is in the district of the reader's"),
    Why.BULK: N_("more people within an hour than the city's rules expect"),
    Why.CLOSED: N_("the reader's centre was closed then"),
    Why.NOWHERE: N_("neither far nor closed can be told: no centre was named"),
}
