-- Sets that are marked for removal. No tenant and no snapshot refers to them.
CREATE TABLE IF NOT EXISTS released_set (set_id uuid PRIMARY KEY)
