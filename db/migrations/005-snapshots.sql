-- What tenants had at an instant, under names that are found in any case. The data are a set of their own, below a number
-- of the table of tenants that is no tenant's, and never changed; so what was counted in them stays true.
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
