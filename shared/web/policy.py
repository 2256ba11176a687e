"""Who may use the routes that every service has."""

from shared.identity import Role
from shared.pages.messages import N_
from shared.rights import ANYONE, PEOPLE, Policy, Within, may

READS_THE_POLICY = {Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR}
SIGNED_IN = frozenset(Role)

# fmt: off
COMMON: Policy = {
    # route            what it does                                who               within
    "healthz":         may(N_("Hear that the process lives"),      ANYONE),
    "readyz":          may(N_("Hear whether it can work"),         ANYONE),
    "metrics":         may(N_("Read the process's metrics"),       {Role.METRICS}),
    "openapi":         may(N_("Read the API's description"),       ANYONE),
    "static":          may(N_("Load styles, scripts and icons"),   ANYONE),
    "sign_in_page":    may(N_("See the sign-in page"),             ANYONE),
    "sign_in":         may(N_("Sign in"),                          ANYONE),
    "sign_out":        may(N_("Sign out"),                         ANYONE,           Within.OWN),
    "session_left":    may(N_("See how long the session lasts"),   SIGNED_IN,        Within.OWN),
    "session_stay":    may(N_("Go on with the session"),           SIGNED_IN,        Within.OWN),
    "oauth_token":     may(N_("Change a key for a short token"),   ANYONE),
    "provider_ask":    may(N_("Go to the city's sign-in"),         ANYONE),
    "provider_answer": may(N_("Come back from the city's sign-in"), ANYONE),
    "provider_logout": may(N_("End sessions at the provider's word"), ANYONE),
    "choose_language": may(N_("Choose a language"),                ANYONE,           Within.OWN),
    "choose_unit":     may(N_("Choose the centre to work at"),     PEOPLE,           Within.THING),
    "policy_page":     may(N_("Read who may do what"),             READS_THE_POLICY),
}
# fmt: on
"""Metrics are not reachable through the one origin, only on the process's own port."""
