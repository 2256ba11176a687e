"""Indicators: what happens at the doors, in figures that can be trusted.

Owns   one fact per contact, pending call, appointment, referral, session and place, each
       desk's changes, and how far each service's feed has come.
Tells  its own heartbeat, nothing else: figures are asked for.
Hears  the gateway's contacts, desks, calls and appointments, referrals, sessions and places,
       and every service's heartbeat.
Shows  the live board of a centre, district or the city, any past instant of it, figures by
       quarter, hour and day, and what each of them means.
"""
