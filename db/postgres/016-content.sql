-- The bytes of blobs. Equal bytes are stored once for all sets. media_type is null if they are not a picture. released_at is the time when
-- a sweep first found that no blob has them.
CREATE TABLE IF NOT EXISTS content (
  sha256      bytea PRIMARY KEY,
  media_type  text,
  size        int NOT NULL,
  released_at timestamptz
)
