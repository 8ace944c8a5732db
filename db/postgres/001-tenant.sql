-- A tenant. tenant_key is the name in lower case. set_id is the tenant's set of data; null means that the tenant has the data of the seed.
-- 066 drops control_version and control.
CREATE TABLE IF NOT EXISTS tenant (
  tenant_key      text   COLLATE "C" PRIMARY KEY,
  name            text   NOT NULL,
  set_id          uuid   UNIQUE,
  control_version bigint NOT NULL DEFAULT 0,
  control         text
)
