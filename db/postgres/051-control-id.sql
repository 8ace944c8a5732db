-- The last id that a subject has given to a rule.
CREATE TABLE IF NOT EXISTS control_id (
  subject text COLLATE "C" PRIMARY KEY,
  last_id bigint NOT NULL
)
