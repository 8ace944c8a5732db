-- Replaces stored null strings by "", because the default of a string is "" instead of null. Nulls that a client sent (WRITE_POLICY=client) are
-- also replaced, because they cannot be distinguished from defaults. Snapshots are rows of the same tables.

UPDATE blob SET
  description = ifnull(description, ''), extra_info = ifnull(extra_info, ''),
  mime_type = ifnull(mime_type, ''), conceptual_type = ifnull(conceptual_type, '')
WHERE description IS NULL OR extra_info IS NULL OR mime_type IS NULL OR conceptual_type IS NULL;

UPDATE product SET
  erp_product_key = ifnull(erp_product_key, ''), erp_price_list_key = ifnull(erp_price_list_key, ''),
  name = ifnull(name, ''), description = ifnull(description, ''), code = ifnull(code, ''),
  price_unit = ifnull(price_unit, ''), quantity_unit = ifnull(quantity_unit, ''),
  subscription_unit = ifnull(subscription_unit, ''), item_number = ifnull(item_number, ''), url = ifnull(url, ''),
  product_category_key = ifnull(product_category_key, ''), product_family_key = ifnull(product_family_key, ''),
  product_type_key = ifnull(product_type_key, ''), vat_info = ifnull(vat_info, ''), supplier = ifnull(supplier, ''),
  supplier_code = ifnull(supplier_code, ''), rights = ifnull(rights, ''), rule = ifnull(rule, ''),
  raw_extra_info = ifnull(raw_extra_info, ''), extra_field_1 = ifnull(extra_field_1, ''),
  extra_field_2 = ifnull(extra_field_2, ''), extra_field_3 = ifnull(extra_field_3, ''),
  extra_field_4 = ifnull(extra_field_4, ''), extra_field_5 = ifnull(extra_field_5, '');

-- The path $.- leaves a value unchanged, because json_replace ignores a path that does not exist.
UPDATE product SET extra_info = (
  SELECT json_group_array(json_replace(value, iif(value ->> 'Name' IS NULL, '$.Name', '$.-'), '', iif(value ->> 'Value' IS NULL, '$.Value', '$.-'), '') ORDER BY key)
  FROM json_each(extra_info)
)
WHERE EXISTS (SELECT 1 FROM json_each(extra_info) WHERE value ->> 'Name' IS NULL OR value ->> 'Value' IS NULL);

-- UserName of an associate stays null. If two associates of a tenant differ only in nulls, the one with the lower key replaces the other.
CREATE TABLE associate_without_nulls (
  associate_key INTEGER PRIMARY KEY,
  tenant_id     INTEGER NOT NULL,
  carrier       TEXT    NOT NULL,
  kept_key      INTEGER
) STRICT;

INSERT INTO associate_without_nulls
  SELECT associate_key, tenant_id, json_replace(carrier,
    iif(carrier ->> 'Name' IS NULL, '$.Name', '$.-'), '', iif(carrier ->> 'Tooltip' IS NULL, '$.Tooltip', '$.-'), '',
    iif(carrier ->> 'FullName' IS NULL, '$.FullName', '$.-'), '', iif(carrier ->> 'FormalName' IS NULL, '$.FormalName', '$.-'), ''), NULL
  FROM associate;

CREATE INDEX associate_without_nulls_by_carrier ON associate_without_nulls (tenant_id, carrier);

UPDATE associate_without_nulls AS associate SET kept_key = (
  SELECT min(associate_key) FROM associate_without_nulls AS same WHERE same.tenant_id = associate.tenant_id AND same.carrier = associate.carrier);

DELETE FROM associate_without_nulls AS same WHERE kept_key = associate_key
  AND carrier = (SELECT carrier FROM associate WHERE associate.associate_key = same.associate_key);

UPDATE blob SET
  created_by = ifnull((SELECT kept_key FROM associate_without_nulls WHERE associate_key = created_by), created_by),
  updated_by = ifnull((SELECT kept_key FROM associate_without_nulls WHERE associate_key = updated_by), updated_by)
WHERE created_by IN (SELECT associate_key FROM associate_without_nulls WHERE kept_key <> associate_key)
  OR updated_by IN (SELECT associate_key FROM associate_without_nulls WHERE kept_key <> associate_key);

UPDATE caller SET associate_key = (SELECT kept_key FROM associate_without_nulls AS same WHERE same.associate_key = caller.associate_key)
WHERE associate_key IN (SELECT associate_key FROM associate_without_nulls);

DELETE FROM associate WHERE associate_key IN (SELECT associate_key FROM associate_without_nulls WHERE kept_key <> associate_key);

UPDATE associate SET carrier = (SELECT carrier FROM associate_without_nulls AS same WHERE same.associate_key = associate.associate_key)
WHERE associate_key IN (SELECT associate_key FROM associate_without_nulls);

DROP TABLE associate_without_nulls;
