-- Removes the triggers, which run at every change of a blob, although few of these changes concern the content. Instead, the mock releases
-- contents when it changes or removes them. After this, released_content has only contents that were being read when they were released.
DROP TRIGGER blob_content_changed;
DROP TRIGGER blob_removed;
