-- The contents of blobs. Equal bytes are stored once for all sets. media_type is null if the bytes are not known to be a picture.
-- released_at is null if the last sweep found a blob with the bytes. Otherwise the bytes are kept for at least ten minutes after
-- released_at.
CREATE TABLE IF NOT EXISTS content (
  sha256      bytea PRIMARY KEY,
  media_type  text,
  size        int NOT NULL,
  released_at timestamptz
)
