-- blob_key is the first column for the same reason as blob_id in blob_by_blob_id.
CREATE INDEX IF NOT EXISTS entity_blob_by_key ON entity_blob (blob_key, set_id)
