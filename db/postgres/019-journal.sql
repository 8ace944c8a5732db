-- The ids of the journal of a tenant: the last assigned id, the last id when the journal was cleared, and the last id that was dropped for space,
-- with the latest time of the dropped requests. name is the first spelling of the tenant's name. used_time is the time of the last recorded request.
CREATE TABLE IF NOT EXISTS journal (
  tenant_key   text   COLLATE "C" PRIMARY KEY,
  name         text   NOT NULL,
  used_time    bigint NOT NULL,
  last_id      bigint NOT NULL DEFAULT 0,
  cleared_id   bigint NOT NULL DEFAULT 0,
  dropped_id   bigint NOT NULL DEFAULT 0,
  dropped_time bigint
)
