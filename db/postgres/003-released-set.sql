-- Sets that are marked for removal: no tenant and no snapshot has them any more.
CREATE TABLE IF NOT EXISTS released_set (set_id uuid PRIMARY KEY)
