-- Who gave what to whom is written once; and an agreement that ended, or does not name a field, gives nothing.

CREATE OR REPLACE FUNCTION disclosure_fits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  agreed public.disclosures_recipient;
BEGIN
  SELECT * INTO agreed FROM disclosures_recipient WHERE id = NEW.recipient_id FOR SHARE;
  IF NOT (current_date BETWEEN agreed.since AND agreed.until AND NEW.fields <@ agreed.fields
          AND (NEW.given_to, NEW.agreement, NEW.use) = (agreed.name, agreed.agreement, agreed.use)) THEN
    RAISE EXCEPTION 'the agreement with % does not cover this', agreed.code USING ERRCODE = 'check_violation';
  END IF;
  NEW.at := now();
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION disclosure_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was given cannot be taken back: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

-- An agreement is registered, and ended early, by who is appointed to it.
CREATE OR REPLACE FUNCTION recipient_by_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'opensdo_owner' AND am_appointed('find') IS NOT TRUE THEN
    RAISE EXCEPTION 'only who is appointed to it registers an agreement' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER fits BEFORE INSERT ON disclosures_disclosure
  FOR EACH ROW EXECUTE FUNCTION disclosure_fits();
CREATE OR REPLACE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON disclosures_disclosure
  FOR EACH STATEMENT EXECUTE FUNCTION disclosure_refuse();
CREATE OR REPLACE TRIGGER signature BEFORE INSERT ON disclosures_disclosure
  FOR EACH ROW EXECUTE FUNCTION signs_for_itself('by_id');
CREATE OR REPLACE TRIGGER appointed BEFORE INSERT OR UPDATE ON disclosures_recipient
  FOR EACH ROW EXECUTE FUNCTION recipient_by_appointment();
CREATE OR REPLACE TRIGGER signature BEFORE INSERT ON disclosures_recipient
  FOR EACH ROW EXECUTE FUNCTION signs_for_itself('registered_by_id');
