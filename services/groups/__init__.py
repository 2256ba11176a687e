"""Groups: sessions, enrolment and waiting lists.

Owns   group_series, group_session, place, attendee, place_link, place_letter
Tells  groups.session_changed.v1, groups.place_changed.v1, groups.heartbeat.v1
Hears  gateway.place_asked.v1, gateway.place_answered.v1, referrals.place_asked.v1,
       referrals.place_answered.v1
Shows  /  sessions of a unit, /catalogue of the public, a session's sheet, a place by its link,
       /organisations/… whom a partner has in sessions
"""
