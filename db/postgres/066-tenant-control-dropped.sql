-- Drops columns that are not used: the table control has the control state.
ALTER TABLE tenant DROP COLUMN IF EXISTS control_version, DROP COLUMN IF EXISTS control
