-- A BlobEntity. blob_key is unique within the set, and a new blob gets a higher key than all blobs of the set. Dates are UTC in whole
-- seconds, as in 2008-01-30T08:40:59. Authors are associates as JSON. fillfactor leaves space for the new version of a changed row in the
-- same page, because then a change of columns without an index does not change the indexes.
CREATE TABLE IF NOT EXISTS blob (
  set_id          uuid,
  blob_key        bigint,
  blob_id         int     NOT NULL,
  blob_size       int     NOT NULL,
  description     text,
  extra_info      text,
  is_encrypted    boolean NOT NULL,
  is_zipped       boolean NOT NULL,
  mime_type       text,
  original_size   int     NOT NULL,
  created_date    text    COLLATE "C" NOT NULL,
  updated_date    text    COLLATE "C" NOT NULL,
  created_by      text,
  updated_by      text,
  conceptual_type text,
  linked_date     text    COLLATE "C",
  content_sha256  bytea,
  PRIMARY KEY (set_id, blob_key)
) WITH (fillfactor = 60)
