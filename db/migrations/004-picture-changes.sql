-- Conditions of HTTP ask when a product's picture was changed last. That is the updated_date of its blob, unless the
-- picture became another blob, or none, after that.

-- When the blob was linked as a product's picture, until it is saved the next time.
ALTER TABLE blob ADD COLUMN linked_date TEXT CHECK (length(linked_date) = 19);

-- When the picture of a product was removed last. It outlives the product, and the picture that comes after it.
CREATE TABLE removed_picture (
  tenant_id    INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  product_id   INTEGER NOT NULL CHECK (product_id BETWEEN 1 AND 2147483647),
  removed_date TEXT    NOT NULL CHECK (length(removed_date) = 19),
  PRIMARY KEY (tenant_id, product_id)
) STRICT, WITHOUT ROWID;
