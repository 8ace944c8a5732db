-- Tenants, and seeds, whose tenant_key begins with ~. The tenant_key of a tenant is its name in lower case. set_id is the set of data; null
-- for a tenant means that requests read the data of the seed. 066 drops control_version and control.
CREATE TABLE IF NOT EXISTS tenant (
  tenant_key      text   COLLATE "C" PRIMARY KEY,
  name            text   NOT NULL,
  set_id          uuid   UNIQUE,
  control_version bigint NOT NULL DEFAULT 0,
  control         text
)
