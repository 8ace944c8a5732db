-- Begins with the id: until a new table has statistics, an index that begins with set_id may be read whole in place of the primary key.
CREATE INDEX IF NOT EXISTS blob_by_blob_id ON blob (blob_id, set_id)
