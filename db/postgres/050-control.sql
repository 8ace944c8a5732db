-- What control routes set for a tenant: a document for each subject, as JSON. It is text, because jsonb refuses U+0000 and orders properties.
-- Each change gives it another version.
CREATE TABLE IF NOT EXISTS control (
  tenant_key text COLLATE "C",
  subject    text COLLATE "C",
  name       text NOT NULL,
  version    uuid NOT NULL,
  document   text NOT NULL,
  PRIMARY KEY (tenant_key, subject)
)
