-- Persons, projects and contacts.
CREATE TABLE IF NOT EXISTS owner (
  set_id   uuid,
  entity   text COLLATE "C",
  owner_id int,
  name     text,
  PRIMARY KEY (set_id, entity, owner_id)
)
