-- A tenant by its name in lower case. set_id is the set of data that it has, or null while it is read as the seed is. control is JSON, not
-- jsonb, which refuses U+0000.
CREATE TABLE IF NOT EXISTS tenant (
  tenant_key      text   COLLATE "C" PRIMARY KEY,
  name            text   NOT NULL,
  set_id          uuid   UNIQUE,
  control_version bigint NOT NULL DEFAULT 0,
  control         text
)
