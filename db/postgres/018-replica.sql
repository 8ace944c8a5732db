-- The processes that run. One that has not renewed its lease in time is gone.
CREATE TABLE IF NOT EXISTS replica (
  replica_id  uuid PRIMARY KEY,
  lease_until timestamptz NOT NULL
)
