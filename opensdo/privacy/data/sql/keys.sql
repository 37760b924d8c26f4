-- The keys of the vault: which epochs are in use, the shredding of a subject, the end of an epoch.

-- Numbers only. Staff and worker processes ask when they start whether they can open what is there.
CREATE OR REPLACE FUNCTION epochs_in_use() RETURNS TABLE (name text, keys bigint) LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT keyring, count(*) FROM data_datakey GROUP BY keyring ORDER BY keyring
$$;

-- When each epoch was made. A file's own time changes with every copy, and an entry of another login proves nothing.
CREATE OR REPLACE FUNCTION epochs_made() RETURNS TABLE (name text, at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT split_part(subject, ':', 2), min(at) FROM ledger_entry
  WHERE kind = 'keyring.made' AND login = 'opensdo_keeper' AND role = 'need_rekey' GROUP BY subject
$$;

-- A process that has not heard that an epoch has ended would seal to a key that nobody holds any more.
CREATE OR REPLACE FUNCTION names_a_living_epoch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM data_retired WHERE name = NEW.keyring) THEN
    RAISE EXCEPTION 'the epoch % is retired: bring the newer public key to this server', NEW.keyring
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER living BEFORE INSERT OR UPDATE OF keyring ON data_datakey
  FOR EACH ROW EXECUTE FUNCTION names_a_living_epoch();

-- Waits for every writer that began before, so that none can still be wrapping to the epoch that ends.
CREATE OR REPLACE FUNCTION retire_epoch(ended text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held bigint;
BEGIN
  SET LOCAL lock_timeout = '10s';
  LOCK TABLE data_datakey IN SHARE ROW EXCLUSIVE MODE;
  SELECT count(*) INTO held FROM data_datakey WHERE keyring = ended;
  IF held > 0 THEN
    RAISE EXCEPTION '% keys are still wrapped to %', held, ended USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO data_retired (name, at) VALUES (ended, now()) ON CONFLICT DO NOTHING;
  INSERT INTO ledger_entry (kind, subject, detail) VALUES ('keyring.retired', 'data.Keyring:' || ended, '{}');
END $$;

-- Since when nobody can open what was sealed about a subject; never when that is not so.
CREATE OR REPLACE FUNCTION shredded_at(whom bigint) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT max(at) FROM ledger_entry WHERE kind = 'subject.shredded' AND about = whom
$$;

-- Deleting the keys is the shredding. A legal hold on the subject refuses it, as it refuses every deletion.
CREATE OR REPLACE FUNCTION shred_subject(whom bigint, why text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  destroyed bigint;
BEGIN
  IF length(trim(coalesce(why, ''))) < 10 THEN
    RAISE EXCEPTION 'say why, in ten characters or more' USING ERRCODE = 'check_violation';
  END IF;
  DELETE FROM data_datakey WHERE subject_id = whom;
  GET DIAGNOSTICS destroyed = ROW_COUNT;
  INSERT INTO ledger_entry (kind, subject, about, detail) VALUES ('subject.shredded', 'data.Subject:' || whom, whom,
    jsonb_build_object('keys', destroyed, 'why', why));
  RETURN destroyed;
END $$;
