-- The dates of the last removals of owners' pictures. link_type is the vendor's BlobLinkType.
CREATE TABLE IF NOT EXISTS removed_picture (
  set_id       uuid,
  link_type    smallint,
  owner_id     int,
  removed_date text COLLATE "C" NOT NULL,
  PRIMARY KEY (set_id, link_type, owner_id)
)
