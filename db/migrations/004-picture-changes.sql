-- Conditional requests compare the date of the last change of a product's picture. It is the latest of the blob's updated_date, the
-- date on which the blob was linked, and the date on which a picture was removed.

-- The date when the blob was linked as a product's picture. The next save clears it, because the new updated_date is not earlier.
ALTER TABLE blob ADD COLUMN linked_date TEXT CHECK (length(linked_date) = 19);

-- The dates when the pictures of products were last removed. Kept after a product is deleted, and after the product gets another picture.
CREATE TABLE removed_picture (
  tenant_id    INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  product_id   INTEGER NOT NULL CHECK (product_id BETWEEN 1 AND 2147483647),
  removed_date TEXT    NOT NULL CHECK (length(removed_date) = 19),
  PRIMARY KEY (tenant_id, product_id)
) STRICT, WITHOUT ROWID;
