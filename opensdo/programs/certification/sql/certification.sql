-- What the law makes public about a certificate, for whoever knows its number. Nothing else of the file is told.

-- The certificate asked for, and every other one of the same business: the newest first.
CREATE OR REPLACE FUNCTION shown_certificates(of_number text) RETURNS TABLE (number text, firm text, category text,
  since date, through date, ended_on date, ended_because text, statement text, signed_by text, signed_as text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT c.number, b.legal_name, c.category, c.since, c.through, c.ended_on, c.ended_because, c.statement, o.name, o.title
  FROM certification_certificate asked
  JOIN certification_certificate c ON c.business_id = asked.business_id
  JOIN businesses_business b ON b.id = c.business_id
  LEFT JOIN accounts_officer o ON o.user_id = c.issued_by_id
  WHERE asked.number = of_number
  ORDER BY c.since DESC, c.number
$$;

-- Every certificate that ended before its last day: the whole of the list that the office signs.
CREATE OR REPLACE FUNCTION ended_certificates() RETURNS TABLE (number text, ended_on date, reason text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT c.number, c.ended_on, c.ended_because FROM certification_certificate c
  WHERE c.ended_on IS NOT NULL AND c.ended_on <= c.through ORDER BY c.number
$$;

-- Whose case it is, for an order to destroy that names the case. A number of nobody else's, and nothing of the file.
CREATE OR REPLACE FUNCTION subject_of_case(named text) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT subject_id FROM certification_application WHERE reference = named
$$;

-- Nobody signs for another: not the finding, not the recommendation, not the decision.
CREATE OR REPLACE TRIGGER signature BEFORE INSERT OR UPDATE OF recommended_by_id, decided_by_id
  ON certification_application FOR EACH ROW EXECUTE FUNCTION signs_for_itself('recommended_by_id', 'decided_by_id');
-- Four eyes are two people: neither granted a role that the other holds.
CREATE OR REPLACE FUNCTION is_decided_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id AND NEW.decided_by_id IS NOT NULL
     AND NEW.decided_by_id <> NEW.recommended_by_id  -- that one is a constraint's to refuse
     AND NOT independent(NEW.decided_by_id, NEW.recommended_by_id) THEN
    RAISE EXCEPTION 'who recommends and who decides are two independent people' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER four_eyes BEFORE UPDATE OF decided_by_id ON certification_application
  FOR EACH ROW EXECUTE FUNCTION is_decided_by_another();
CREATE OR REPLACE TRIGGER signature BEFORE INSERT OR UPDATE OF by_id
  ON certification_assessment FOR EACH ROW EXECUTE FUNCTION signs_for_itself('by_id');
CREATE OR REPLACE TRIGGER signature BEFORE INSERT
  ON certification_note FOR EACH ROW EXECUTE FUNCTION signs_for_itself('by_id');
CREATE OR REPLACE TRIGGER signature BEFORE INSERT
  ON certification_informationrequest FOR EACH ROW EXECUTE FUNCTION signs_for_itself('asked_by_id');
CREATE OR REPLACE TRIGGER signature BEFORE INSERT
  ON certification_certificate FOR EACH ROW EXECUTE FUNCTION signs_for_itself('issued_by_id');
