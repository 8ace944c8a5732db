-- Adds a column for every documented property of a product. Existing products keep their name and are in the assortment.
CREATE TABLE product_with_properties (
  tenant_id            INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  product_id           INTEGER NOT NULL CHECK (product_id BETWEEN 1 AND 2147483647),
  erp_product_key      TEXT,
  erp_price_list_key   TEXT,
  name                 TEXT,
  description          TEXT,
  code                 TEXT,
  price_unit           TEXT,
  quantity_unit        TEXT,
  is_subscription      INTEGER NOT NULL DEFAULT 0 CHECK (is_subscription IN (0, 1)),
  subscription_unit    TEXT,
  default_subscription_quantity REAL NOT NULL DEFAULT 0,
  item_number          TEXT,
  url                  TEXT,
  product_category_key TEXT,
  product_family_key   TEXT,
  product_type_key     TEXT,
  vat                  REAL    NOT NULL DEFAULT 0,
  vat_info             TEXT,
  unit_cost            REAL    NOT NULL DEFAULT 0,
  unit_minimum_price   REAL    NOT NULL DEFAULT 0,
  unit_list_price      REAL    NOT NULL DEFAULT 0,
  in_assortment        INTEGER NOT NULL DEFAULT 1 CHECK (in_assortment IN (0, 1)),
  supplier             TEXT,
  supplier_code        TEXT,
  rights               TEXT,
  rule                 TEXT,
  -- An array of objects with Name, Value and Type.
  extra_info           TEXT    NOT NULL DEFAULT '[]' CHECK (json_type(extra_info) = 'array'),
  raw_extra_info       TEXT,
  extra_field_1        TEXT,
  extra_field_2        TEXT,
  extra_field_3        TEXT,
  extra_field_4        TEXT,
  extra_field_5        TEXT,
  in_stock             REAL    NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, product_id)
) STRICT, WITHOUT ROWID;

INSERT INTO product_with_properties (tenant_id, product_id, name) SELECT tenant_id, product_id, name FROM product;
DROP TABLE product;
ALTER TABLE product_with_properties RENAME TO product;
