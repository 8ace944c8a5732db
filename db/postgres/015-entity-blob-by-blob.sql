CREATE INDEX IF NOT EXISTS entity_blob_by_blob ON entity_blob (set_id, blob_key)
