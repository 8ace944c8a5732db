-- The last id that was taken for a rule, by subject.
CREATE TABLE IF NOT EXISTS control_id (
  subject text COLLATE "C" PRIMARY KEY,
  last_id bigint NOT NULL
)
