-- A random number that each save of the description replaces, unless the save locks the tenant.
ALTER TABLE blob ADD COLUMN IF NOT EXISTS version bigint NOT NULL DEFAULT 0
