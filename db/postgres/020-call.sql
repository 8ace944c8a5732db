-- The entries of journals. Entries that a replica stores with one statement have the same batch.
CREATE TABLE IF NOT EXISTS call (
  tenant_key text    COLLATE "C",
  call_id    bigint,
  at         bigint  NOT NULL,
  batch      uuid    NOT NULL,
  is_cut_off boolean NOT NULL DEFAULT false,
  entry      bytea   NOT NULL,
  PRIMARY KEY (tenant_key, call_id)
)
