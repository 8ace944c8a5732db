-- Copies of a tenant's data. Names are case-insensitive. set_id refers to a row of the table tenant that is not a tenant: the copied rows
-- refer to it. A copy is never changed, so its counts stay valid.
CREATE TABLE snapshot (
  tenant   TEXT    NOT NULL COLLATE NOCASE,
  name     TEXT    NOT NULL COLLATE NOCASE CHECK (length(name) BETWEEN 1 AND 64),
  taken_at TEXT    NOT NULL,
  set_id   INTEGER NOT NULL UNIQUE REFERENCES tenant ON DELETE CASCADE,
  products INTEGER NOT NULL,
  blobs    INTEGER NOT NULL,
  callers  INTEGER NOT NULL,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
