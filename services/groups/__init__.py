"""Groups: sessions, enrolment and waiting lists.

Owns   nothing yet
Tells  groups.heartbeat.v1
Hears  nothing
Shows  /  where sessions will be
"""
