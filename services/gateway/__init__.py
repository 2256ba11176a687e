"""Gateway: people at the desk and on the telephone, and the desks that serve them.

Owns   contacts with their acts, people, desks, ticket numbers, what telephone exchanges told,
       agenda, pending calls, hours on paper; places and referrals as far as its doors know them
Tells  gateway.contact_*.v1, desk_changed, pending_call_changed, appointment_changed, slot_changed,
       paper_mode_changed, place_asked, place_answered, referral_asked, first_visit_refused,
       person_erased, heartbeat
Hears  sessions and places of the groups, referrals; telephone exchanges speak to its API
Shows  /desk  queue, call, service, outcome;  /wall  codes called
"""
