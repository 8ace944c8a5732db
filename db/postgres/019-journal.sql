-- The journal of a tenant. last_id is the last assigned id, cleared_id the last id when the journal was cleared, and dropped_id the last id
-- that was dropped to free space. dropped_time is the latest time of the requests that were dropped since the journal was cleared. name is
-- the first spelling of the tenant's name. used_time is the time of the last use, or a later time if clients waited for requests.
CREATE TABLE IF NOT EXISTS journal (
  tenant_key   text   COLLATE "C" PRIMARY KEY,
  name         text   NOT NULL,
  used_time    bigint NOT NULL,
  last_id      bigint NOT NULL DEFAULT 0,
  cleared_id   bigint NOT NULL DEFAULT 0,
  dropped_id   bigint NOT NULL DEFAULT 0,
  dropped_time bigint
)
