"""Accounts, keys, and the officer's trace."""

from services.gateway.policy.who import (
    ADMIN,
    OFFICER,
)
from shared.pages.messages import N_
from shared.rights import ANYONE, PEOPLE, Policy, Within, may

# fmt: off
HOUSE: Policy = {
    # route          what it does                                       who, within, conditions
    "account_page":      may(N_("See one's own account"),           PEOPLE,  Within.OWN),
    "change_password":   may(N_("Choose another password"),         PEOPLE,  Within.OWN),
    "change_language":   may(N_("Choose one's own language"),       PEOPLE,  Within.OWN),
    "end_session":       may(N_("End one of one's own sessions"),   PEOPLE,  Within.OWN),
    "end_sessions":      may(N_("End all of one's own sessions"),   PEOPLE,  Within.OWN),
    "new_password_page": may(N_("Open a link for a new password"),  ANYONE),
    "set_new_password":  may(N_("Choose a password by a link"),     ANYONE),
    "accounts_page":     may(N_("See the accounts"),                ADMIN,   Within.CITY),
    "add_account":       may(N_("Make an account"),                 ADMIN,   Within.CITY),
    "one_account":       may(N_("See an account"),                  ADMIN,   Within.CITY),
    "change_rights":     may(N_("Change somebody else's rights"),   ADMIN,   Within.CITY),
    "make_link":         may(N_("Make a link for a new password"),  ADMIN,   Within.CITY),
    "set_active":        may(N_("Switch an account on or off"),     ADMIN,   Within.CITY),
    "sign_out_account":  may(N_("Sign an account out everywhere"),  ADMIN,   Within.CITY),
    "keys_page":         may(N_("See the keys of machines"),        ADMIN,   Within.CITY),
    "add_key":           may(N_("Make a key for a machine"),        ADMIN,   Within.CITY),
    "rotate_key":        may(N_("Replace a machine's key"),         ADMIN,   Within.CITY),
    "revoke_key":        may(N_("Revoke a machine's key"),          ADMIN,   Within.CITY),
    "audit_page":          may(N_("Search the trace of looks"),   OFFICER, Within.CITY),
    "audit_people":        may(N_("Find a person by a number"),   OFFICER, Within.CITY),
    "audit_people_back":   may(N_("Leave the search"),            OFFICER, Within.CITY),
    "audit_unusual":       may(N_("See unusual reading"),         OFFICER, Within.CITY),
    "audit_report":        may(N_("Tell who looked at a person"), OFFICER, Within.CITY),
    "glass_uses":          may(N_("See the uses of emergency access"), OFFICER, Within.CITY),
    "glass_noted":         may(N_("Note a use of emergency access"),   OFFICER, Within.CITY),
    "glass_stream":        may(N_("Hear of emergency access at once"), OFFICER, Within.CITY),
}
# fmt: on
