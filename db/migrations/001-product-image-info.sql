-- Keys are never reused (AUTOINCREMENT), so that a cache entry for a deleted row never matches a later one.

-- A tenant has its own data and is named by the path segment before /api/. Names are case-insensitive and keep their first
-- spelling.
CREATE TABLE tenant (
  tenant_id INTEGER PRIMARY KEY AUTOINCREMENT,
  name      TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length(name) BETWEEN 1 AND 64)
) STRICT;

-- Every Associate that is or was a user or an author, as JSON with the 12 documented properties in documented order. Blobs refer to
-- associates by key, which reduces the rows of blobs to a third of the size.
CREATE TABLE associate (
  associate_key INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id     INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  carrier       TEXT    NOT NULL CHECK (json_valid(carrier)),
  UNIQUE (tenant_id, carrier)
) STRICT;

-- The users of tenants. The caller of a request without a user name is the user with the lowest associate_id.
CREATE TABLE caller (
  tenant_id     INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  associate_id  INTEGER NOT NULL,
  name          TEXT    NOT NULL COLLATE NOCASE,
  associate_key INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, associate_id),
  UNIQUE (tenant_id, name)
) STRICT, WITHOUT ROWID;

-- Stored products. With UNKNOWN_PRODUCTS=reject, no other products exist.
CREATE TABLE product (
  tenant_id  INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  product_id INTEGER NOT NULL CHECK (product_id BETWEEN 1 AND 2147483647),
  name       TEXT    NOT NULL,
  PRIMARY KEY (tenant_id, product_id)
) STRICT, WITHOUT ROWID;

-- The BlobEntity of a product's picture. The product itself need not be stored. Dates are UTC in whole seconds, as in
-- 2008-01-30T08:40:59. created_by and updated_by are keys of associate. They have no foreign key, because SQLite would check both at
-- every change, and associates are deleted only with their tenant.
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

-- Not unique: with WRITE_POLICY=client, the pictures of two products can have the same blob_id.
CREATE INDEX product_image_info_blob ON product_image_info (tenant_id, blob_id);
