GRANT SELECT, INSERT, UPDATE ON group_series, group_session, place, attendee TO {role};
GRANT SELECT, INSERT ON place_link TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON place_letter TO {role};
GRANT SELECT, INSERT ON erased_person TO {role};
