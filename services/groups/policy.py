"""Who may."""

from shared.pages.messages import N_
from shared.rights import PEOPLE, Policy, may

POLICY: Policy = {"home": may(N_("Come in"), PEOPLE)}
