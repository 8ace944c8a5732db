-- Copies of a tenant's data. Names are case-insensitive. set_id refers to a row of the table tenant. This row is not a
-- tenant; it only owns the copied rows. A copy is never changed, so the counts stay valid.
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
