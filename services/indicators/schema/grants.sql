GRANT SELECT, INSERT, UPDATE ON contact_fact, feed, feed_place TO {role};
GRANT SELECT, INSERT ON desk_fact TO {role};
