CREATE TABLE IF NOT EXISTS list_item (
  set_id  uuid,
  list    text COLLATE "C",
  item_id int,
  name    text,
  tooltip text,
  deleted boolean NOT NULL,
  rank    int     NOT NULL,
  PRIMARY KEY (set_id, list, item_id)
)
