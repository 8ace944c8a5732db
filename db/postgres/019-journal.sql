-- The ids of the journal of a tenant: the last that was given, the last that was cleared, and the last that was dropped for space, with the
-- latest time of the dropped requests. name is the name as it was first written. used_time is when the last request was recorded.
CREATE TABLE IF NOT EXISTS journal (
  tenant_key   text   COLLATE "C" PRIMARY KEY,
  name         text   NOT NULL,
  used_time    bigint NOT NULL,
  last_id      bigint NOT NULL DEFAULT 0,
  cleared_id   bigint NOT NULL DEFAULT 0,
  dropped_id   bigint NOT NULL DEFAULT 0,
  dropped_time bigint
)
