-- The previous versions of the document, the newest first. With them, a process that lost the response to a change finds out whether it was
-- made.
ALTER TABLE control ADD COLUMN IF NOT EXISTS former text NOT NULL DEFAULT ''
