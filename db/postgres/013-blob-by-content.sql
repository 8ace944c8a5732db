CREATE INDEX IF NOT EXISTS blob_by_content ON blob (content_sha256) WHERE content_sha256 IS NOT NULL
