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
