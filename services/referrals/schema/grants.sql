GRANT USAGE ON SEQUENCE referral_number TO {role};
GRANT SELECT, INSERT, UPDATE ON referral, first_visit, referred_place, free_time, open_session, feed TO {role};
GRANT SELECT, INSERT ON referral_act, referral_reader TO {role};
GRANT SELECT, INSERT, DELETE ON referral_message TO {role};
GRANT SELECT, INSERT ON erased_person TO {role};
