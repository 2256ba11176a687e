"""Who may."""

from shared.web import ANYONE_SIGNED_IN, Policy

POLICY: Policy = {"home": ANYONE_SIGNED_IN}
