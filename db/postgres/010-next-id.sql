-- Lower limits of next ids: the next id of a kind is at least next_id, and above the ids of all rows. next_id is one more than the highest int32
-- if the highest int32 was assigned.
CREATE TABLE IF NOT EXISTS next_id (
  set_id  uuid,
  kind    text COLLATE "C",
  next_id bigint NOT NULL,
  PRIMARY KEY (set_id, kind)
)
