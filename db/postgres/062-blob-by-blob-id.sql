-- blob_id is the first column, because PostgreSQL may read all of an index that begins with set_id, instead of using the primary key, as
-- long as the table has no statistics.
CREATE INDEX IF NOT EXISTS blob_by_blob_id ON blob (blob_id, set_id)
