-- Triggers are replaced by the statements that change the content of a blob or remove a blob: triggers would run at every change of a blob, and
-- hardly any of these changes the content. The table of released contents now has only contents that were being sent when they were released.
DROP TRIGGER blob_content_changed;
DROP TRIGGER blob_removed;
