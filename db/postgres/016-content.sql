-- Bytes of blobs, once for all sets. media_type is null if they are no picture. released_at is when no blob was found to have them.
CREATE TABLE IF NOT EXISTS content (
  sha256      bytea PRIMARY KEY,
  media_type  text,
  size        int NOT NULL,
  released_at timestamptz
)
