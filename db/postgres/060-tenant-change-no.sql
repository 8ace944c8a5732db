-- Rises with each transaction that changes the data of the tenant, except saves of descriptions, which raise blob.version instead.
ALTER TABLE tenant ADD COLUMN IF NOT EXISTS change_no bigint NOT NULL DEFAULT 0
