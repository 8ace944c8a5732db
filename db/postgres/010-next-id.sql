-- Lower limits of next ids, by kind. A kind that ends with " again" has the limit that applies when the next id would exceed the highest
-- int32. next_id can be one more than the highest int32.
CREATE TABLE IF NOT EXISTS next_id (
  set_id  uuid,
  kind    text COLLATE "C",
  next_id bigint NOT NULL,
  PRIMARY KEY (set_id, kind)
)
