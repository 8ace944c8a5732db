DROP INDEX IF EXISTS entity_blob_by_blob
