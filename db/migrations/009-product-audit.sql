-- The dates and users of the registration and the last change of products, which the archive "Product" lists. Existing products count as
-- registered at the time of this script, by the user with the lowest id. Snapshots are rows of the same table.
ALTER TABLE product ADD COLUMN registered_date TEXT NOT NULL DEFAULT '0001-01-01T00:00:00' CHECK (length(registered_date) = 19);
ALTER TABLE product ADD COLUMN registered_by INTEGER;
ALTER TABLE product ADD COLUMN updated_date TEXT NOT NULL DEFAULT '0001-01-01T00:00:00' CHECK (length(updated_date) = 19);
ALTER TABLE product ADD COLUMN updated_by INTEGER;

UPDATE product SET
  registered_date = strftime('%Y-%m-%dT%H:%M:%S', 'now'), updated_date = strftime('%Y-%m-%dT%H:%M:%S', 'now'),
  registered_by = (SELECT associate_key FROM caller WHERE caller.tenant_id = product.tenant_id ORDER BY associate_id LIMIT 1),
  updated_by = (SELECT associate_key FROM caller WHERE caller.tenant_id = product.tenant_id ORDER BY associate_id LIMIT 1);
