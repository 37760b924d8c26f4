-- What is on legal hold is not destroyed, whoever asks: not deleted, and not emptied by the work that destroys.

CREATE OR REPLACE FUNCTION keeps_what_is_held() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- A hold that is being placed at this moment comes first, or waits until this transaction has ended.
  PERFORM pg_advisory_xact_lock_shared(hashtext('opensdo.hold'), hashint8(OLD.subject_id));
  IF EXISTS (SELECT FROM data_legalhold WHERE subject_id = OLD.subject_id AND lifted_at IS NULL) THEN
    RAISE EXCEPTION 'subject % is on legal hold', OLD.subject_id USING ERRCODE = 'SH001';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE FUNCTION waits_to_be_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('opensdo.hold'), hashint8(NEW.subject_id));
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER waits BEFORE INSERT ON data_legalhold FOR EACH ROW EXECUTE FUNCTION waits_to_be_held();
CREATE OR REPLACE TRIGGER signature BEFORE INSERT OR UPDATE OF placed_by_id, lifted_by_id ON data_legalhold
  FOR EACH ROW EXECUTE FUNCTION signs_for_itself('placed_by_id', 'lifted_by_id');
CREATE OR REPLACE TRIGGER signature BEFORE INSERT ON data_correction
  FOR EACH ROW EXECUTE FUNCTION signs_for_itself('decided_by_id');

-- May the work that destroys go on? It may know that there is a hold, not what it is about.
CREATE OR REPLACE FUNCTION is_held(about bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM data_legalhold WHERE subject_id = about AND lifted_at IS NULL)
$$;

-- The keys of some sealed fields of a subject, whose time is shorter than that of their record. `place` names the field.
CREATE OR REPLACE FUNCTION shred_fields(about bigint, of_fields text[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  shredded bigint;
BEGIN
  DELETE FROM data_datakey WHERE subject_id = about AND split_part(place, ':', 1) = ANY (of_fields);
  GET DIAGNOSTICS shredded = ROW_COUNT;
  RETURN shredded;
END $$;

-- Who applies for a subject: told to who works on it, and to the work that destroys.
CREATE OR REPLACE FUNCTION accounts_of(about bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT actor_id FROM data_assignment WHERE subject_id = about AND purpose = 'apply'
    AND (current_setting('role') = 'need_dispose'
         OR about = ANY (my_subjects(substr(current_setting('role'), length('need_') + 1))))
$$;

-- The accounts of all subjects that the actor works on for a purpose.
CREATE OR REPLACE FUNCTION accounts_in_reach(for_purpose text) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT actor_id), '{}') FROM data_assignment
  WHERE purpose = 'apply' AND subject_id = ANY ((SELECT my_subjects(for_purpose))::bigint[])
$$;

-- For whom an account applies: told to who is appointed to find it.
CREATE OR REPLACE FUNCTION subjects_of(account bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT subject_id FROM data_assignment WHERE actor_id = account AND purpose = 'apply'
    AND subject_id IS NOT NULL AND am_appointed('find')
$$;

-- How many names of people are held, for the notice of the data system: a number, read from the declarations.
CREATE OR REPLACE FUNCTION people_named() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  place record;
  more bigint;
  total bigint := 0;
BEGIN
  FOR place IN SELECT attrelid::regclass AS held, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND col_description(attrelid, attnum) LIKE 'user.name | %' LOOP
    EXECUTE format('SELECT count(*) FROM %s WHERE %I <> %L', place.held, place.attname, '') INTO more;
    total := total + more;
  END LOOP;
  RETURN total;
END $$;
