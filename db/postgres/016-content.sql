-- The contents of blobs. Equal bytes are stored once for all sets. media_type is null if the bytes are not a picture. released_at is null if the last
-- sweep found a blob with the bytes. Otherwise the bytes are removed ten minutes after released_at, unless a blob has them by then.
CREATE TABLE IF NOT EXISTS content (
  sha256      bytea PRIMARY KEY,
  media_type  text,
  size        int NOT NULL,
  released_at timestamptz
)
