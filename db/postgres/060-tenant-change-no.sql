-- Rises with each transaction that changes the data of the tenant. A save of a description that does not lock the tenant sets blob.version instead.
ALTER TABLE tenant ADD COLUMN IF NOT EXISTS change_no bigint NOT NULL DEFAULT 0
