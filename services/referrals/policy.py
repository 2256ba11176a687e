"""Who may."""

from shared.identity import Role
from shared.pages.messages import N_
from shared.rights import PEOPLE, Condition, Policy, Within, may

PARTNER = {Role.PARTNER, Role.PARTNER_SYSTEM}
STAFF = {Role.RECEPTION, Role.PROFESSIONAL}
BOTH = PARTNER | STAFF
SEES = BOTH | {Role.MANAGER}
PORTAL = {Role.PARTNER}
HANDS = PORTAL | STAFF
SIGHT = HANDS | {Role.MANAGER}
HOUSE = STAFF | {Role.MANAGER}
OFFERS = N_("See which offered places wait for an answer")
OFFICER = {Role.DATA_PROTECTION_OFFICER}
SIDE, HIDDEN = Within.SIDE, Condition.RESTRICTED

# fmt: off
POLICY: Policy = {
    # route              what it does                                     who, within, conditions
    "home":              may(N_("Come in"),                               PEOPLE),
    "new_page":          may(N_("Write a referral"),                      PORTAL),
    "new_check":         may(N_("Check a referral before sending it"),    PORTAL),
    "new_page_keep":     may(N_("Write a referral"),                      PORTAL),
    "draft_page":        may(N_("Change a draft"),                        PORTAL, SIDE),
    "sent_page":         may(N_("See the referrals of one's own"),        PORTAL),
    "worklist_page":     may(N_("See a centre's referrals"),           HOUSE, Within.UNIT, HIDDEN),
    "referral_page":     may(N_("See where a referral stands"),           SIGHT, SIDE, HIDDEN),
    "referral_stream":   may(N_("See where a referral stands"),           SIGHT, SIDE, HIDDEN),
    "referral_page_open": may(N_("Read what a referral says"),            HANDS, SIDE, HIDDEN),
    "referral_page_say": may(N_("Write to the other side of a referral"), HANDS, SIDE, HIDDEN),
    "referral_page_act": may(N_("Answer, withdraw or follow a referral"), HANDS, SIDE, HIDDEN),
    "referral_page_choose": may(N_("Choose a first visit or a session"),  STAFF, SIDE, HIDDEN),
    "referral_page_answer": may(N_("Answer an offered place for somebody"), HANDS, SIDE, HIDDEN),
    "mistakes_page":     may(N_("See which were sent by mistake"),        OFFICER, Within.CITY),
    "partner_list":      may(N_("Read who the partner services are"),     SEES),
    "check_referral":    may(N_("Check a referral before sending it"),    PARTNER),
    "write_referral":    may(N_("Write a referral"),                      PARTNER),
    "rewrite_referral":  may(N_("Change a draft"),                        PARTNER, SIDE),
    "send_referral":     may(N_("Send a referral"),                       PARTNER, SIDE),
    "sent_referrals":    may(N_("See the referrals of one's own"),        PARTNER),
    "unit_referrals":    may(N_("See a centre's referrals"),           HOUSE, Within.UNIT, HIDDEN),
    "unit_sent_referrals": may(N_("See what a centre has sent"), HOUSE, Within.UNIT, HIDDEN),
    "unit_offers":       may(OFFERS,                                  HOUSE, Within.UNIT, HIDDEN),
    "one_referral":      may(N_("See where a referral stands"),           SEES, SIDE, HIDDEN),
    "open_referral":     may(N_("Read what a referral says"),             BOTH, SIDE, HIDDEN),
    "say_in_referral":   may(N_("Write to the other side of a referral"), BOTH, SIDE, HIDDEN),
    "act_on_referral":   may(N_("Answer, withdraw or follow a referral"), BOTH, SIDE, HIDDEN),
    "referral_openings": may(N_("See free times and sessions"),           STAFF, Within.UNIT),
    "choose_opening":    may(N_("Choose a first visit or a session"),     STAFF, SIDE, HIDDEN),
    "answer_place":      may(N_("Answer an offered place for somebody"),  BOTH, SIDE, HIDDEN),
    "mistaken_referrals": may(N_("See which were sent by mistake"),       OFFICER, Within.CITY),
}
# fmt: on
