GRANT SELECT, INSERT, UPDATE ON contact_fact, feed, feed_place TO {role};
GRANT SELECT, INSERT, UPDATE ON pending_call_fact, appointment_fact, paper_gap_fact TO {role};
GRANT SELECT, INSERT, UPDATE ON referral_fact, first_visit_fact, session_fact, place_fact TO {role};
GRANT SELECT, INSERT ON desk_fact, pending_unit_fact TO {role};
