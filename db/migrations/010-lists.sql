-- The lists to whose items products refer by id, and the price lists. Only seeds add rows; the API only reads them.

CREATE TABLE list_item (
  tenant_id INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  list      TEXT    NOT NULL CHECK (list IN ('ProductCategory', 'ProductFamily', 'ProductType')),
  item_id   INTEGER NOT NULL CHECK (item_id BETWEEN 1 AND 2147483647),
  name      TEXT,
  tooltip   TEXT,
  deleted   INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  rank      INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, list, item_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE price_list (
  tenant_id           INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  price_list_id       INTEGER NOT NULL CHECK (price_list_id BETWEEN 1 AND 2147483647),
  erp_price_list_key  TEXT,
  quote_connection_id INTEGER NOT NULL,
  name                TEXT,
  description         TEXT,
  currency            TEXT,
  currency_name       TEXT,
  valid_from          TEXT    NOT NULL CHECK (length(valid_from) = 19),
  valid_to            TEXT    NOT NULL CHECK (length(valid_to) = 19),
  is_active           INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  PRIMARY KEY (tenant_id, price_list_id)
) STRICT, WITHOUT ROWID;

-- Products refer to a price list by erp_price_list_key.
CREATE INDEX price_list_by_key ON price_list (tenant_id, erp_price_list_key);
