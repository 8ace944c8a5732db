-- is_seeded is 1 for a set that has the data of the seed and was not changed since: a changed seed file replaces only such data. Sets of older
-- files have 0, because it is not known whether they were changed. Users who only signed in do not count as a change.
ALTER TABLE tenant ADD COLUMN is_seeded INTEGER NOT NULL DEFAULT 0 CHECK (is_seeded IN (0, 1));
