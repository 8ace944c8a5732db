-- The entries of a journal.
CREATE TABLE IF NOT EXISTS call (
  tenant_key text   COLLATE "C",
  call_id    bigint,
  at         bigint NOT NULL,
  entry      bytea  NOT NULL,
  PRIMARY KEY (tenant_key, call_id)
)
