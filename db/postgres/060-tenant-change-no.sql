-- Rises with each transaction that changes rows of the tenant's set. A batch of saves that does not lock the tenant sets blob.version
-- instead.
ALTER TABLE tenant ADD COLUMN IF NOT EXISTS change_no bigint NOT NULL DEFAULT 0
