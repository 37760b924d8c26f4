-- A process that takes files in cannot call one checked, nor call it ours: only the inspection judges what was sent.
CREATE OR REPLACE FUNCTION only_the_inspection_judges() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'opensdo_owner' THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' AND NEW.made_by_us AND current_user <> 'need_certify' THEN
    RAISE EXCEPTION 'only the office makes papers of the office' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP = 'UPDATE' AND current_user <> 'need_inspect' AND NOT OLD.made_by_us THEN
    RAISE EXCEPTION 'only the inspection judges a file that was sent' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER judged BEFORE INSERT OR UPDATE ON documents_document
  FOR EACH ROW EXECUTE FUNCTION only_the_inspection_judges();

-- Some of what lies in the store, drawn by lot: names are keyed digests, and nothing here is about a person. A key is a
-- file's own when it is bound to the place of that file; none but the shredded have no key.
CREATE OR REPLACE FUNCTION stored_files(most int) RETURNS TABLE (of_all bigint, name text, sealed_digest text,
  size bigint, keyring text, own_key boolean) LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT count(*) OVER (), d.storage_key, d.sealed_digest, d.size, k.keyring,
    k.id IS NULL OR k.place = 'documents.Document.file:' || d.storage_key || ':' || d.subject_id
  FROM (SELECT DISTINCT ON (storage_key) * FROM documents_document ORDER BY storage_key, id DESC) d
  LEFT JOIN data_datakey k ON k.id = d.data_key
  ORDER BY random() LIMIT most
$$;

-- Of these names in the store, those that no record has. Asked past row security: the worker takes them away, and what
-- it may not see belongs to somebody all the same.
CREATE OR REPLACE FUNCTION unclaimed_files(names text[]) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT each.address FROM unnest(names) each (address)
  WHERE NOT EXISTS (SELECT FROM public.documents_document d WHERE d.storage_key = each.address)
$$;

-- How many of the files that were sent nobody has looked into, and for how many seconds the first of them waits; with
-- those that are tried again, for one of these reasons. No more is said of any.
CREATE OR REPLACE FUNCTION files_waiting(tried_again text[]) RETURNS TABLE (sent bigint, waiting bigint,
  longest double precision) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT count(*), count(*) FILTER (WHERE waits), extract(epoch FROM now() - min(given_at) FILTER (WHERE waits))
  FROM (SELECT given_at, status = 'quarantined' OR status = 'uncheckable' AND findings->>0 = ANY (tried_again) AS waits
        FROM documents_document WHERE NOT made_by_us) d
$$;
