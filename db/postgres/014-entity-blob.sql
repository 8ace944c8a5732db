-- The links between owners and blobs. link_type is the vendor's BlobLinkType.
CREATE TABLE IF NOT EXISTS entity_blob (
  set_id    uuid,
  link_type smallint,
  owner_id  int,
  blob_key  bigint NOT NULL,
  PRIMARY KEY (set_id, link_type, owner_id)
)
