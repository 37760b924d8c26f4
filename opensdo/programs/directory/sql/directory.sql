-- The public copy of the directory. Public pages read these tables and never the files they are made from.
-- Who changes a business, what it sells or a certificate changes the copy in the same transaction, by one statement
-- for all rows at once. What a firm did not choose to list is not copied, so nothing has to be hidden later.

CREATE OR REPLACE FUNCTION directory_kind(scheme text, code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN scheme = 'naics' THEN CASE
    WHEN left(code, 2) IN ('31', '32', '33') THEN '31-33'
    WHEN left(code, 2) IN ('44', '45') THEN '44-45'
    WHEN left(code, 2) IN ('48', '49') THEN '48-49'
    ELSE left(code, 2) END END
$$;

-- One row for each of these firms that holds or has held a certificate, as its entry should be. Its lexemes: plain stems;
-- n. a stem of its name, k. category, c. each beginning of a code, s. sector, t. town, y. county, z. ZIP code.
CREATE OR REPLACE FUNCTION directory_source(touched bigint[]) RETURNS TABLE (business bigint, name text, trade_name text,
  description text, city text, county text, state text, zip_code text, website text, street text, phone text, email text,
  contact_name text, codes jsonb, kinds text[], sort_name text, newest date, certified datemultirange, words tsvector)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH held AS (
    SELECT business_id, max(since) AS newest, array_agg(DISTINCT 'k.' || lower(category)) AS marks,
      range_agg(daterange(since, greatest(since, least(through + 1, ended_on)))) AS certified
    FROM certification_certificate WHERE business_id = ANY (touched) GROUP BY business_id
  ), sold AS (
    SELECT business_id, string_agg(title, ' ') AS titles, array_agg(regexp_replace(code, '\W', '', 'g')) AS list,
      jsonb_agg(jsonb_build_array(scheme, code, title) ORDER BY scheme, code) AS codes,
      array_agg(DISTINCT directory_kind(scheme, code)) FILTER (WHERE directory_kind(scheme, code) IS NOT NULL) AS kinds
    FROM businesses_sells x JOIN businesses_commoditycode c ON c.id = x.code_id WHERE business_id = ANY (touched)
    GROUP BY business_id
  ), chosen AS (
    SELECT *, trim(concat_ws(' ', legal_name, trade_name)) AS names,
      -- a sole proprietor works at home more often than not
      CASE WHEN structure = 'sole-proprietor' AND 'street' <> ALL (lists) THEN '' ELSE zip_code END AS shown_zip
    FROM businesses_business WHERE id = ANY (touched) AND legal_name <> ''  -- an emptied name: its file was destroyed
  )
  SELECT b.id, legal_name, trade_name, description, city, county, state, shown_zip, website,
    CASE WHEN 'street' = ANY (lists) THEN street ELSE '' END,
    CASE WHEN 'phone' = ANY (lists) THEN phone ELSE '' END,
    CASE WHEN 'email' = ANY (lists) THEN email ELSE '' END,
    CASE WHEN 'contact_name' = ANY (lists) THEN contact_name ELSE '' END,
    coalesce(codes, '[]'), coalesce(kinds, '{}'), lower(unaccent(names)), newest, certified,
    strip(to_tsvector('english', unaccent(concat_ws(' ', names, description, titles, city, county))))
      || array_to_tsvector(array_remove(marks
        || (SELECT array_agg('n.' || stem) FROM unnest(tsvector_to_array(to_tsvector('english', unaccent(names)))) stem)
        || (SELECT array_agg(DISTINCT 'c.' || left(code, n)) FROM unnest(list) code, generate_series(2, length(code)) n)
        || (SELECT array_agg('s.' || kind) FROM unnest(kinds) kind)
        || ARRAY['t.' || nullif(lower(city), ''), 'y.' || nullif(lower(county), ''),
                 'z.' || nullif(left(shown_zip, 5), '')], NULL))
  FROM chosen b JOIN held ON held.business_id = b.id LEFT JOIN sold ON sold.business_id = b.id
$$;

CREATE OR REPLACE FUNCTION directory_refresh(touched bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  rows bigint;
  changed bigint := 0;
BEGIN
  -- Two transactions that change one firm copy it one after the other: the second then sees what the first committed.
  PERFORM FROM businesses_business b WHERE b.id = ANY (touched) ORDER BY b.id FOR NO KEY UPDATE;
  DELETE FROM directory_entry WHERE business = ANY (touched)
    AND NOT EXISTS (SELECT FROM certification_certificate c JOIN businesses_business b ON b.id = c.business_id
                    WHERE b.id = business AND b.legal_name <> '');
  GET DIAGNOSTICS changed = ROW_COUNT;
  IF EXISTS (SELECT FROM unnest(touched) firm WHERE NOT EXISTS (SELECT FROM directory_entry WHERE business = firm)) THEN
    PERFORM pg_advisory_xact_lock(hashtext('opensdo.directory.slug'));  -- two new firms may have one name
  END IF;
  INSERT INTO directory_entry AS e (business, slug, name, trade_name, description, city, county, state, zip_code,
    website, street, phone, email, contact_name, codes, kinds, sort_name, newest, certified, words)
    SELECT business, CASE WHEN row_number() OVER (PARTITION BY base ORDER BY business) > 1
        OR EXISTS (SELECT FROM directory_entry taken WHERE taken.slug = base)
        THEN base || '-' || left(gen_random_uuid()::text, 8) ELSE base END,
      name, trade_name, description, city, county, state, zip_code,
      website, street, phone, email, contact_name, codes, kinds, sort_name, newest, certified, words
    FROM directory_source(touched) CROSS JOIN LATERAL (SELECT coalesce(nullif(trim('-' FROM
      left(regexp_replace(lower(unaccent(name)), '[^a-z0-9]+', '-', 'g'), 60)), ''), 'business') AS base) slugs
  ON CONFLICT (business) DO UPDATE SET name = excluded.name, trade_name = excluded.trade_name,
    description = excluded.description, city = excluded.city, county = excluded.county, state = excluded.state,
    zip_code = excluded.zip_code, website = excluded.website, street = excluded.street, phone = excluded.phone,
    email = excluded.email, contact_name = excluded.contact_name, codes = excluded.codes, kinds = excluded.kinds,
    sort_name = excluded.sort_name, newest = excluded.newest, certified = excluded.certified, words = excluded.words
    WHERE (e.name, e.trade_name, e.description, e.city, e.county, e.state, e.zip_code, e.website, e.street, e.phone,
           e.email, e.contact_name, e.codes, e.newest, e.certified, e.words)
      IS DISTINCT FROM (excluded.name, excluded.trade_name, excluded.description, excluded.city, excluded.county,
           excluded.state, excluded.zip_code, excluded.website, excluded.street, excluded.phone, excluded.email,
           excluded.contact_name, excluded.codes, excluded.newest, excluded.certified, excluded.words);
  GET DIAGNOSTICS rows = ROW_COUNT;
  changed := changed + rows;
  DELETE FROM directory_certificate c WHERE c.entry_id = ANY (touched)
    AND NOT EXISTS (SELECT FROM certification_certificate f WHERE f.number = c.number AND f.business_id = c.entry_id
      AND EXISTS (SELECT FROM directory_entry WHERE business = c.entry_id));
  GET DIAGNOSTICS rows = ROW_COUNT;
  changed := changed + rows;
  INSERT INTO directory_certificate AS c (entry_id, category, number, since, through, ended_on, until)
    SELECT business_id, category, number, since, through, ended_on, greatest(since, least(through + 1, ended_on))
    FROM certification_certificate WHERE business_id = ANY (touched)
      AND EXISTS (SELECT FROM directory_entry WHERE business = business_id)
  ON CONFLICT (number) DO UPDATE SET category = excluded.category, since = excluded.since, through = excluded.through,
    ended_on = excluded.ended_on, until = excluded.until
    WHERE (c.category, c.since, c.through, c.ended_on)
      IS DISTINCT FROM (excluded.category, excluded.since, excluded.through, excluded.ended_on);
  GET DIAGNOSTICS rows = ROW_COUNT;
  IF changed + rows > 0 THEN PERFORM directory_turn(); END IF;
END $$;

-- A new edition: whatever was kept of an older one is out of date once this transaction has committed.
CREATE OR REPLACE FUNCTION directory_turn() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE directory_edition SET changes = changes + 1
    WHERE id = (SELECT id FROM directory_edition FOR UPDATE SKIP LOCKED LIMIT 1);
  IF NOT FOUND THEN UPDATE directory_edition SET changes = changes + 1 WHERE id = 1; END IF;
END $$;

CREATE OR REPLACE FUNCTION directory_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  touched bigint[];
BEGIN
  EXECUTE format(CASE TG_OP
    WHEN 'INSERT' THEN 'SELECT array_agg(DISTINCT %I) FROM come'
    WHEN 'DELETE' THEN 'SELECT array_agg(DISTINCT %I) FROM gone'
    ELSE 'SELECT array_agg(DISTINCT id) FROM (SELECT %1$I AS id FROM come UNION SELECT %1$I FROM gone) moved' END,
    TG_ARGV[0]) INTO touched;
  SELECT array_agg(firm) INTO touched FROM unnest(touched) firm
    WHERE EXISTS (SELECT FROM certification_certificate WHERE business_id = firm)
       OR EXISTS (SELECT FROM directory_entry WHERE business = firm);
  IF touched IS NOT NULL THEN PERFORM directory_refresh(touched); END IF;
  RETURN NULL;
END $$;

-- The words of the code lists, and the entries of whoever sells a code that changed its title.
CREATE OR REPLACE FUNCTION directory_read_codes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  sellers bigint[];
BEGIN
  PERFORM directory_gather_words();
  SELECT array_agg(DISTINCT business_id) INTO sellers FROM businesses_sells JOIN come ON come.id = code_id;
  IF sellers IS NOT NULL THEN PERFORM directory_refresh(sellers); END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION directory_gather_words() RETURNS void LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  INSERT INTO directory_word SELECT word
    FROM ts_stat('SELECT to_tsvector(''simple'', unaccent(title)) FROM businesses_commoditycode')
    WHERE word ~ '^[a-z]{4}' ORDER BY word ON CONFLICT DO NOTHING
$$;

CREATE OR REPLACE TRIGGER directory_update AFTER UPDATE ON businesses_business
  REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION directory_follow('id');
CREATE OR REPLACE TRIGGER directory_delete AFTER DELETE ON businesses_business
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION directory_follow('id');
CREATE OR REPLACE TRIGGER directory_insert AFTER INSERT ON businesses_sells
  REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION directory_follow('business_id');
CREATE OR REPLACE TRIGGER directory_delete AFTER DELETE ON businesses_sells
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION directory_follow('business_id');
CREATE OR REPLACE TRIGGER directory_insert AFTER INSERT ON certification_certificate
  REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION directory_follow('business_id');
CREATE OR REPLACE TRIGGER directory_update AFTER UPDATE ON certification_certificate
  REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION directory_follow('business_id');
CREATE OR REPLACE TRIGGER directory_delete AFTER DELETE ON certification_certificate
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION directory_follow('business_id');
CREATE OR REPLACE TRIGGER directory_insert AFTER INSERT ON businesses_commoditycode
  REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION directory_read_codes();
CREATE OR REPLACE TRIGGER directory_update AFTER UPDATE ON businesses_commoditycode
  REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION directory_read_codes();

INSERT INTO directory_edition (id, changes) SELECT id, 0 FROM generate_series(1, 8) id ON CONFLICT DO NOTHING;
SELECT directory_gather_words();
-- what was certified before these triggers existed
SELECT directory_refresh(array_agg(id)) FROM businesses_business b
  WHERE EXISTS (SELECT FROM certification_certificate WHERE business_id = b.id)
    AND NOT EXISTS (SELECT FROM directory_entry WHERE business = b.id);

-- How many entries hold an address or a number that the firm did not choose to list. A number, and nothing else:
-- whoever asks whether the promise is kept reads no file for it.
CREATE OR REPLACE FUNCTION listed_unasked() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT count(*) FROM directory_entry e LEFT JOIN businesses_business b ON b.id = e.business
  WHERE b.id IS NULL
     OR e.street <> '' AND (e.street <> b.street OR 'street' <> ALL (b.lists))
     OR e.phone <> '' AND (e.phone <> b.phone OR 'phone' <> ALL (b.lists))
     OR e.email <> '' AND (e.email <> b.email OR 'email' <> ALL (b.lists))
     OR e.contact_name <> '' AND (e.contact_name <> b.contact_name OR 'contact_name' <> ALL (b.lists))
$$;
