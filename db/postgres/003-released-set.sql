-- Sets whose rows are to be removed: no tenant and no snapshot has them any more.
CREATE TABLE IF NOT EXISTS released_set (set_id uuid PRIMARY KEY)
