CREATE TABLE IF NOT EXISTS price_list (
  set_id              uuid,
  price_list_id       int,
  erp_price_list_key  text,
  quote_connection_id int     NOT NULL,
  name                text,
  description         text,
  currency            text,
  currency_name       text,
  valid_from          text    NOT NULL,
  valid_to            text    NOT NULL,
  is_active           boolean NOT NULL,
  PRIMARY KEY (set_id, price_list_id)
)
