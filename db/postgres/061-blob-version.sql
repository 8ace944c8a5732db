-- Another number after each save of the description that did not lock the tenant.
ALTER TABLE blob ADD COLUMN IF NOT EXISTS version bigint NOT NULL DEFAULT 0
