-- The statements that change the content of a blob, or remove a blob, release its content themselves: triggers would run at
-- every change of a blob, and nearly none of those changes its content. The table of released contents is left with those that
-- were being sent when they were released.
DROP TRIGGER blob_content_changed;
DROP TRIGGER blob_removed;
