-- The ids of the journal of a tenant: the last that was given, the last that was cleared, and the last that was dropped for want of room.
CREATE TABLE IF NOT EXISTS journal (
  tenant_key   text   COLLATE "C" PRIMARY KEY,
  last_id      bigint NOT NULL DEFAULT 0,
  cleared_id   bigint NOT NULL DEFAULT 0,
  dropped_id   bigint NOT NULL DEFAULT 0,
  dropped_time bigint
)
