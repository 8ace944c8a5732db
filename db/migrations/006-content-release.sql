-- Removes the triggers, which run at every change of a blob, although few of these changes concern the content. Instead, the mock releases
-- the content of a blob when it changes or removes the blob. The table released_content then has only contents that were being read at their release.
DROP TRIGGER blob_content_changed;
DROP TRIGGER blob_removed;
