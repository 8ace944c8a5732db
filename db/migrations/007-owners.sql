-- A picture belongs to an owner: a product, a person, a project or a contact.

-- The links between owners and blobs. link_type is the vendor's BlobLinkType, which determines the owner's entity:
-- PersonImage 1, ProjectImage 2, ProductImage 7, ProductThumbnail 8, ContactImage 17. The owner itself need not be stored.
CREATE TABLE entity_blob (
  tenant_id INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  link_type INTEGER NOT NULL CHECK (link_type IN (1, 2, 7, 8, 17)),
  owner_id  INTEGER NOT NULL CHECK (owner_id BETWEEN 1 AND 2147483647),
  blob_key  INTEGER NOT NULL REFERENCES blob ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, link_type, owner_id)
) STRICT, WITHOUT ROWID;

INSERT INTO entity_blob SELECT tenant_id, link_type, product_id, blob_key FROM product_blob;
DROP TABLE product_blob;

CREATE INDEX entity_blob_by_blob ON entity_blob (blob_key);

-- The dates when the pictures of owners were last removed. Kept after an owner is removed, and after the owner gets another picture.
ALTER TABLE removed_picture RENAME TO removed_product_picture;

CREATE TABLE removed_picture (
  tenant_id    INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  link_type    INTEGER NOT NULL CHECK (link_type IN (1, 2, 7, 17)),
  owner_id     INTEGER NOT NULL CHECK (owner_id BETWEEN 1 AND 2147483647),
  removed_date TEXT    NOT NULL CHECK (length(removed_date) = 19),
  PRIMARY KEY (tenant_id, link_type, owner_id)
) STRICT, WITHOUT ROWID;

INSERT INTO removed_picture SELECT tenant_id, 7, product_id, removed_date FROM removed_product_picture;
DROP TABLE removed_product_picture;

-- Persons, projects and contacts of seeds. With UNKNOWN_OWNERS=reject, no others exist.
CREATE TABLE owner (
  tenant_id INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  entity    TEXT    NOT NULL CHECK (entity IN ('Person', 'Project', 'Contact')),
  owner_id  INTEGER NOT NULL CHECK (owner_id BETWEEN 1 AND 2147483647),
  name      TEXT,
  PRIMARY KEY (tenant_id, entity, owner_id)
) STRICT, WITHOUT ROWID;
