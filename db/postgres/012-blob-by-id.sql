-- Not unique: with WRITE_POLICY=client, two blobs can have the same blob_id.
CREATE INDEX IF NOT EXISTS blob_by_id ON blob (set_id, blob_id)
