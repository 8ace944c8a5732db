-- The id of a removed product or blob is not assigned again: the next id is at least next_id, and above the ids of all rows. A new row does not
-- raise next_id, because each save would need another statement. For existing sets, including snapshots, next_id is computed from the rows.
CREATE TABLE next_id (
  tenant_id INTEGER NOT NULL REFERENCES tenant ON DELETE CASCADE,
  kind      TEXT    NOT NULL CHECK (kind IN ('Product', 'Blob')),
  -- One more than the highest int32 if the highest int32 was assigned.
  next_id   INTEGER NOT NULL CHECK (next_id BETWEEN 1 AND 2147483648),
  PRIMARY KEY (tenant_id, kind)
) STRICT, WITHOUT ROWID;

INSERT INTO next_id SELECT tenant_id, 'Product', max(product_id) + 1 FROM product GROUP BY tenant_id;
INSERT INTO next_id SELECT tenant_id, 'Blob', max(blob_id) + 1 FROM blob GROUP BY tenant_id HAVING max(blob_id) > 0;
