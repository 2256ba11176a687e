"""Referrals: partner services and the city send people on, and hear what became of them.

Owns   nothing yet
Tells  referrals.heartbeat.v1
Hears  nothing
Shows  /  where referrals will be
"""
