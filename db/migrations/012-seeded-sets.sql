-- is_seeded is 1 for a set that has the unchanged data of the seed: a changed seed file replaces only such sets. Existing sets get 0, because it
-- is unknown whether they were changed. A user who only signed in does not count as a change.
ALTER TABLE tenant ADD COLUMN is_seeded INTEGER NOT NULL DEFAULT 0 CHECK (is_seeded IN (0, 1));
