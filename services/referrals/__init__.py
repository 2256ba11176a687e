"""Referrals: partner services and the city send people on, and hear what became of them.

Owns   referral, referral_act, referral_reader, first_visit, referred_place, free_time,
       open_session, feed
Tells  referrals.referral_changed.v1, referrals.first_visit_asked.v1, referrals.place_asked.v1,
       referrals.place_answered.v1, referrals.heartbeat.v1
Hears  gateway: slots, appointments, refused first visits, internal referrals;
       groups: sessions, places; heartbeats of both
Shows  /new  a partner's new referral, with its check; /sent  what a partner sent
       /units/{unit}  what a centre has to answer; /referral/{id}  one, for both sides
       /mistakes  the officer's list
"""
