-- The last versions of the document, the newest first, by which a process finds out whether a change was made whose response was lost.
ALTER TABLE control ADD COLUMN IF NOT EXISTS former text NOT NULL DEFAULT ''
