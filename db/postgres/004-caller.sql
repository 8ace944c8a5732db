-- The users of a set. caller_key is the name, with ASCII letters in lower case. carrier is an associate as JSON.
CREATE TABLE IF NOT EXISTS caller (
  set_id       uuid,
  associate_id int,
  caller_key   text COLLATE "C" NOT NULL,
  carrier      text NOT NULL,
  PRIMARY KEY (set_id, associate_id),
  UNIQUE (set_id, caller_key)
)
