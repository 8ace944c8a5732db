-- Numbers are never given twice, so that what a process remembers of one that is gone is nobody else's.

-- A set of data of its own, named by the path segment before /api/. The name is kept as it was first written
-- and found in any case.
CREATE TABLE tenant (
  tenant_id INTEGER PRIMARY KEY AUTOINCREMENT,
  name      TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length(name) BETWEEN 1 AND 64)
) STRICT;

-- Every Associate that is or was the author of something, as JSON with its 12 documented properties in documented
-- order. Rows refer to it instead of repeating it, which keeps them a third as long.
CREATE TABLE associate (
  associate_key INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id     INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  carrier       TEXT    NOT NULL CHECK (json_valid(carrier)),
  UNIQUE (tenant_id, carrier)
) STRICT;

-- Who can call. The one with the lowest number calls when nobody is named.
CREATE TABLE caller (
  tenant_id     INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  associate_id  INTEGER NOT NULL,
  name          TEXT    NOT NULL COLLATE NOCASE,
  associate_key INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, associate_id),
  UNIQUE (tenant_id, name)
) STRICT, WITHOUT ROWID;

-- The products that were seeded: all there are under UNKNOWN_PRODUCTS=reject.
CREATE TABLE product (
  tenant_id  INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  product_id INTEGER NOT NULL CHECK (product_id BETWEEN 1 AND 2147483647),
  name       TEXT    NOT NULL,
  PRIMARY KEY (tenant_id, product_id)
) STRICT, WITHOUT ROWID;

-- The BlobEntity of a product's picture. Dates are UTC in whole seconds, 2008-01-30T08:40:59. Authors are keys of
-- associate, declared as no more than that: SQLite would look both up again at every change, and no associate goes
-- before its tenant. A product has an image info without being in the table above.
CREATE TABLE product_image_info (
  tenant_id       INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  product_id      INTEGER NOT NULL CHECK (product_id BETWEEN 1 AND 2147483647),
  blob_id         INTEGER NOT NULL CHECK (blob_id BETWEEN -2147483648 AND 2147483647),
  blob_size       INTEGER NOT NULL CHECK (blob_size BETWEEN -2147483648 AND 2147483647),
  description     TEXT,
  extra_info      TEXT,
  is_encrypted    INTEGER NOT NULL CHECK (is_encrypted IN (0, 1)),
  is_zipped       INTEGER NOT NULL CHECK (is_zipped IN (0, 1)),
  mime_type       TEXT,
  original_size   INTEGER NOT NULL CHECK (original_size BETWEEN -2147483648 AND 2147483647),
  created_date    TEXT    NOT NULL CHECK (length(created_date) = 19),
  updated_date    TEXT    NOT NULL CHECK (length(updated_date) = 19),
  created_by      INTEGER,
  updated_by      INTEGER,
  conceptual_type TEXT,
  PRIMARY KEY (tenant_id, product_id)
) STRICT, WITHOUT ROWID;

-- Not unique: under WRITE_POLICY=client two products may be given the same blob.
CREATE INDEX product_image_info_blob ON product_image_info (tenant_id, blob_id);
