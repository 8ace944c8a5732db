-- The last id that was assigned to a rule, by subject.
CREATE TABLE IF NOT EXISTS control_id (
  subject text COLLATE "C" PRIMARY KEY,
  last_id bigint NOT NULL
)
