-- Who acts in this transaction; null when nobody does. Every function, trigger and policy asks here and nowhere else.

CREATE OR REPLACE FUNCTION acting_id() RETURNS bigint LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT nullif(current_setting('opensdo.actor', true), '')::bigint
$$;
