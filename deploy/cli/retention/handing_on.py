"""Appointments, places and whom they hand on: from when they count, and what a hold keeps."""

APPOINTMENT_OVER = "coalesce(ended_at, starts_at)"
ASKED_PLACE_OVER = "greatest(ended_at, starts_at)"
OF_ITS_APPOINTMENT = (
    "SELECT coalesce(a.ended_at, a.starts_at) FROM appointment AS a WHERE a.id = {}.appointment"
)
HANDED_ON_WITH_A_HELD = (
    "{} IN (SELECT f.referral FROM first_visit AS f WHERE f.person = ANY($2)"
    " UNION SELECT h.id FROM handed_on AS h WHERE h.person = ANY($2) OR h.contact = ANY($2)"
    " UNION SELECT v.referral FROM appointment AS v WHERE v.referral IS NOT NULL"
    " AND (v.contact = ANY($2) OR v.arrival = ANY($2)))"
)
"""A referral, its first visit and the appointment of it: whoever of them names the held person."""
NOT_OF_A_HELD = (
    "NOT EXISTS (SELECT FROM appointment AS a WHERE a.id = {}"
    " AND (a.contact = ANY($2) OR a.arrival = ANY($2)"
    f" OR {HANDED_ON_WITH_A_HELD.format('a.referral')}))"
)
FIRST_VISIT_OVER = f"greatest(asked_at, ({OF_ITS_APPOINTMENT.format('first_visit')}))"
"""Until then it says whom the appointment concerns, and so which staff are kept from it."""
PLACE_OVER = (
    "SELECT coalesce(s.ended_at, s.starts_at, p.ended_at) FROM place AS p"
    " LEFT JOIN group_session AS s ON s.id = p.session WHERE p.id = {}"
)
"""What was asked of a session that is unknown counts from when it was refused."""
NOT_OF_A_HELD_PLACE = (
    "NOT EXISTS (SELECT FROM place AS p WHERE p.id = {}"
    " AND (p.contact = ANY($2) OR p.person = ANY($2)))"
)
OF_A_PLACE = {"place_letter": "place_letter.place", "place_link": "place_link.place"}
OF_A_PLACE |= {"attendee": "attendee.id", "place": "place.id"}
