-- The next id of a kind is at least next_id, and above the ids of all rows. One above int32 when all ids up to the highest were given.
CREATE TABLE IF NOT EXISTS next_id (
  set_id  uuid,
  kind    text COLLATE "C",
  next_id bigint NOT NULL,
  PRIMARY KEY (set_id, kind)
)
