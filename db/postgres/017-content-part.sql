CREATE TABLE IF NOT EXISTS content_part (
  sha256 bytea,
  part   int,
  bytes  bytea NOT NULL,
  PRIMARY KEY (sha256, part)
)
