-- Snapshots: sets of data under a name. snapshot_key is the name in lower case. The set of a snapshot is never changed, so the counts stay
-- valid.
CREATE TABLE IF NOT EXISTS snapshot (
  tenant_key   text COLLATE "C",
  snapshot_key text COLLATE "C",
  name         text NOT NULL,
  taken_at     text NOT NULL,
  set_id       uuid NOT NULL UNIQUE,
  products     int  NOT NULL,
  blobs        int  NOT NULL,
  callers      int  NOT NULL,
  PRIMARY KEY (tenant_key, snapshot_key)
)
