-- 0, or the random number of the last batch of saves that changed the blob without a lock on the tenant.
ALTER TABLE blob ADD COLUMN IF NOT EXISTS version bigint NOT NULL DEFAULT 0
