-- The processes that use the database. A process whose lease has expired counts as ended.
CREATE TABLE IF NOT EXISTS replica (
  replica_id  uuid PRIMARY KEY,
  lease_until timestamptz NOT NULL
)
