-- Contents of blobs, deduplicated, because the pictures of a seed are the same in every tenant. A content is never changed, so its
-- bytes can be cached by key.
CREATE TABLE content (
  content_key INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256      BLOB    NOT NULL UNIQUE CHECK (length(sha256) = 32),
  -- The type by magic number, such as image/jpeg; null if the bytes are not a picture.
  media_type  TEXT,
  size        INTEGER NOT NULL CHECK (size >= 0)
) STRICT;

-- The bytes of a content in parts, so that a response can stream them. All parts except the last have the same size.
CREATE TABLE content_part (
  content_key INTEGER NOT NULL REFERENCES content ON DELETE CASCADE,
  part        INTEGER NOT NULL CHECK (part >= 0),
  bytes       BLOB    NOT NULL,
  PRIMARY KEY (content_key, part)
) STRICT;

-- A BlobEntity. Dates are UTC in whole seconds, as in 2008-01-30T08:40:59. created_by and updated_by are keys of associate. They have no
-- foreign key, because SQLite would check both at every change, and associates are deleted only with their tenant.
CREATE TABLE blob (
  blob_key        INTEGER PRIMARY KEY,
  tenant_id       INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
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
  content_key     INTEGER REFERENCES content
) STRICT;

-- Not unique: with WRITE_POLICY=client, two blobs can have the same blob_id.
CREATE INDEX blob_by_id ON blob (tenant_id, blob_id);
CREATE INDEX blob_by_content ON blob (content_key) WHERE content_key IS NOT NULL;

-- The picture (7) and the thumbnail (8) of a product. link_type is the vendor's BlobLinkType. The product itself need not be stored.
CREATE TABLE product_blob (
  tenant_id  INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  product_id INTEGER NOT NULL CHECK (product_id BETWEEN 1 AND 2147483647),
  link_type  INTEGER NOT NULL CHECK (link_type IN (7, 8)),
  blob_key   INTEGER NOT NULL REFERENCES blob ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, product_id, link_type)
) STRICT, WITHOUT ROWID;

CREATE INDEX product_blob_by_blob ON product_blob (blob_key);

-- Contents that a blob had. The next sweep deletes each of these contents, unless another blob has it.
CREATE TABLE released_content (content_key INTEGER PRIMARY KEY) STRICT;

CREATE TRIGGER blob_content_changed AFTER UPDATE OF content_key ON blob WHEN old.content_key IS NOT new.content_key
BEGIN
  INSERT OR IGNORE INTO released_content SELECT old.content_key WHERE old.content_key IS NOT NULL;
END;

CREATE TRIGGER blob_removed AFTER DELETE ON blob WHEN old.content_key IS NOT NULL
BEGIN
  INSERT OR IGNORE INTO released_content VALUES (old.content_key);
END;

INSERT INTO blob
  SELECT row_number() OVER (ORDER BY tenant_id, product_id), tenant_id, blob_id, blob_size, description, extra_info,
    is_encrypted, is_zipped, mime_type, original_size, created_date, updated_date, created_by, updated_by,
    conceptual_type, NULL
  FROM product_image_info;

INSERT INTO product_blob
  SELECT tenant_id, product_id, 7, row_number() OVER (ORDER BY tenant_id, product_id) FROM product_image_info;

DROP TABLE product_image_info;
