-- The control state of tenants: JSON documents, at most one for each subject. Their column is text, because jsonb refuses U+0000 and
-- changes the order of properties. Each change of a document sets another version.
CREATE TABLE IF NOT EXISTS control (
  tenant_key text COLLATE "C",
  subject    text COLLATE "C",
  name       text NOT NULL,
  version    uuid NOT NULL,
  document   text NOT NULL,
  PRIMARY KEY (tenant_key, subject)
)
