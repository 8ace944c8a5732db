-- The latest of the previous versions of the document, the newest first. A process that did not receive the response to a change uses them
-- to find out whether the change was made.
ALTER TABLE control ADD COLUMN IF NOT EXISTS former text NOT NULL DEFAULT ''
