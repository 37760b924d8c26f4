-- Who may work for the office. What a role is appointed to is listed here and nowhere else.

CREATE OR REPLACE FUNCTION appointed_to(role text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE role
    WHEN 'certification officer' THEN ARRAY['certify']
    WHEN 'supervisor' THEN ARRAY['certify', 'allot', 'staffing']
    WHEN 'privacy officer' THEN ARRAY['staffing', 'find', 'records', 'attest']
    WHEN 'security officer' THEN ARRAY['attest']
    WHEN 'records access officer' THEN ARRAY['find', 'records']
    WHEN 'administrator' THEN ARRAY['staffing']
    WHEN 'auditor' THEN ARRAY['audit']
    WHEN 'reader' THEN ARRAY['look_in']
    ELSE ARRAY[]::text[] END
$$;

-- Make the rows that row security reads out of the roles in force: each purpose until the last day of its last role.
CREATE OR REPLACE FUNCTION post(worker bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE data_assignment SET until = office_day() - 1
    WHERE actor_id = worker AND subject_id IS NULL AND (until IS NULL OR until >= office_day());
  INSERT INTO data_assignment (actor_id, purpose, until)
    SELECT worker, named, max(a.until) FROM personnel_appointment a, unnest(appointed_to(a.role)) AS named
    WHERE a.user_id = worker AND a.status = 'held' AND a.until >= office_day() GROUP BY named;
END $$;

CREATE OR REPLACE FUNCTION posts_the_officer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.status <> OLD.status THEN PERFORM post(NEW.user_id); END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER post AFTER UPDATE ON personnel_appointment
  FOR EACH ROW EXECUTE FUNCTION posts_the_officer();

-- Nobody signs for another, and only who looks after the staff signs at all.
CREATE OR REPLACE FUNCTION looks_after_the_staff() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'opensdo_owner' AND NOT am_appointed('staffing') THEN
    RAISE EXCEPTION 'only who looks after the staff may do this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION is_proposed_by_somebody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'opensdo_owner' AND NEW.proposed_by_id IS NULL AND NEW.status IN ('proposed', 'held') THEN
    RAISE EXCEPTION 'only the operator appoints without two people' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER by_right BEFORE INSERT OR UPDATE ON personnel_appointment
  FOR EACH ROW EXECUTE FUNCTION looks_after_the_staff();
CREATE OR REPLACE TRIGGER by_somebody BEFORE INSERT OR UPDATE ON personnel_appointment
  FOR EACH ROW EXECUTE FUNCTION is_proposed_by_somebody();
CREATE OR REPLACE TRIGGER signature BEFORE INSERT OR UPDATE ON personnel_appointment
  FOR EACH ROW EXECUTE FUNCTION signs_for_itself('proposed_by_id', 'approved_by_id', 'ended_by_id');
CREATE OR REPLACE TRIGGER by_right BEFORE INSERT OR UPDATE ON personnel_invitation
  FOR EACH ROW EXECUTE FUNCTION looks_after_the_staff();
CREATE OR REPLACE TRIGGER signature BEFORE INSERT ON personnel_invitation
  FOR EACH ROW EXECUTE FUNCTION signs_for_itself('invited_by_id');
CREATE OR REPLACE TRIGGER by_right BEFORE INSERT ON personnel_review
  FOR EACH ROW EXECUTE FUNCTION looks_after_the_staff();
CREATE OR REPLACE TRIGGER signature BEFORE INSERT ON personnel_review
  FOR EACH ROW EXECUTE FUNCTION signs_for_itself('reviewed_by_id');
CREATE OR REPLACE TRIGGER by_right BEFORE INSERT OR UPDATE ON personnel_recovery
  FOR EACH ROW EXECUTE FUNCTION looks_after_the_staff();
CREATE OR REPLACE TRIGGER signature BEFORE INSERT OR UPDATE ON personnel_recovery
  FOR EACH ROW EXECUTE FUNCTION signs_for_itself('asked_by_id', 'approved_by_id');

-- A row begins as it begins, and each step of it is taken once: what was approved, ended or written is not rewritten.
CREATE OR REPLACE FUNCTION takes_its_steps_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  old_row jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END;
  new_row jsonb := to_jsonb(NEW);
  step text;
BEGIN
  IF current_user = 'opensdo_owner' THEN RETURN NEW; END IF;
  FOREACH step IN ARRAY TG_ARGV LOOP
    IF coalesce(new_row ->> step, 'false') <> 'false' AND old_row IS NULL
       OR old_row ->> step IS NOT NULL AND new_row ->> step IS DISTINCT FROM old_row ->> step THEN
      RAISE EXCEPTION '%.% is written once, in its turn', TG_TABLE_NAME, step USING ERRCODE = 'insufficient_privilege';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER steps BEFORE INSERT OR UPDATE ON personnel_appointment
  FOR EACH ROW EXECUTE FUNCTION takes_its_steps_once('approved_by_id', 'approved_at', 'ended_by_id', 'ended_at');
CREATE OR REPLACE TRIGGER steps BEFORE INSERT OR UPDATE ON personnel_invitation
  FOR EACH ROW EXECUTE FUNCTION takes_its_steps_once('ended_at', 'accepted');
CREATE OR REPLACE TRIGGER steps BEFORE INSERT OR UPDATE ON personnel_recovery
  FOR EACH ROW EXECUTE FUNCTION takes_its_steps_once('approved_by_id', 'ended_at', 'done', 'opens_at');
CREATE OR REPLACE TRIGGER steps BEFORE INSERT OR UPDATE ON data_standin
  FOR EACH ROW EXECUTE FUNCTION takes_its_steps_once('ended_at');

-- What is over was over by somebody, no role counts from a day to come, and nobody says of her own role that it is needed.
CREATE OR REPLACE FUNCTION is_appointed_openly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'opensdo_owner' THEN RETURN NEW; END IF;
  IF NEW.since > office_day() OR NEW.approved_at > now() + interval '5 minutes'
     OR (NEW.status IN ('refused', 'taken_back', 'ended')) <> (NEW.ended_by_id IS NOT NULL) THEN
    RAISE EXCEPTION 'a role begins today, and who ends it says so' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER openly BEFORE INSERT OR UPDATE ON personnel_appointment
  FOR EACH ROW EXECUTE FUNCTION is_appointed_openly();
CREATE OR REPLACE FUNCTION is_reviewed_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM personnel_appointment WHERE id = NEW.appointment_id AND user_id = NEW.reviewed_by_id)
     OR NEW.reviewed_at > now() + interval '5 minutes' THEN
    RAISE EXCEPTION 'somebody else reviews a role, today' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER by_another BEFORE INSERT ON personnel_review
  FOR EACH ROW EXECUTE FUNCTION is_reviewed_by_another();

-- Named twice for the same days, a stand-in would go on when one of the two is ended. Two at once wait for each other.
CREATE OR REPLACE FUNCTION stands_in_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM FROM accounts_officer WHERE user_id = NEW.absent_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM data_standin WHERE absent_id = NEW.absent_id AND deputy_id = NEW.deputy_id AND ended_at IS NULL
             AND since <= NEW.until AND until >= NEW.since) THEN
    RAISE EXCEPTION 'she stands in on some of these days already' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER once BEFORE INSERT ON data_standin FOR EACH ROW EXECUTE FUNCTION stands_in_once();

-- Two people whose word counts twice: within a year neither granted a role that the other had, nor let the other back in.
-- A role that was ended, or renewed by others, counts as well: who was let in by somebody may feel bound to her.
CREATE OR REPLACE FUNCTION independent(one bigint, other bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(one <> other, false)
    AND NOT EXISTS (SELECT FROM personnel_appointment
      WHERE (status = 'held' AND until > office_day() - 366 OR status = 'ended' AND ended_at > now() - interval '1 year')
        AND (user_id = one AND other IN (proposed_by_id, approved_by_id)
             OR user_id = other AND one IN (proposed_by_id, approved_by_id)))
    AND NOT EXISTS (SELECT FROM personnel_recovery
      WHERE done AND ended_at > now() - interval '1 year'
        AND (user_id = one AND other IN (asked_by_id, approved_by_id)
             OR user_id = other AND one IN (asked_by_id, approved_by_id)))
$$;

-- How many subjects each officer can see today, for the yearly review.
CREATE OR REPLACE FUNCTION reaches() RETURNS TABLE (worker bigint, subjects bigint) LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT a.actor_id, count(DISTINCT a.subject_id) FROM data_assignment a
  WHERE am_appointed('staffing') AND a.subject_id IS NOT NULL AND (a.until IS NULL OR a.until >= office_day())
    AND in_post(a.actor_id, a.purpose)
  GROUP BY a.actor_id
$$;

CREATE OR REPLACE FUNCTION must_look_after_the_staff() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (current_setting('role') = 'need_staffing' AND am_appointed('staffing')) THEN
    RAISE EXCEPTION 'only who looks after the staff may do this' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

-- An account that waits for its invitation: closed, and without a password. Null when the address cannot be invited.
CREATE OR REPLACE FUNCTION take_in(name text, address text, full_name text, office_phone text, office_title text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  found accounts_user;
BEGIN
  PERFORM must_look_after_the_staff();
  SELECT * INTO found FROM accounts_user WHERE email = lower(address) FOR UPDATE;
  IF found.id IS NULL THEN
    INSERT INTO accounts_user (email, password, is_active, is_staff, joined_at)
      VALUES (lower(address), '!', false, true, now()) RETURNING * INTO found;
    INSERT INTO account_emailaddress (user_id, email, verified, "primary")
      VALUES (found.id, found.email, true, true);
    INSERT INTO accounts_officer (user_id, reference, name, phone, title)
      VALUES (found.id, take_in.name, full_name, office_phone, office_title);
  ELSIF found.is_staff AND NOT found.is_active THEN
    -- what somebody did stands under her name: an address that worked here is not given to somebody else
    IF EXISTS (SELECT FROM personnel_appointment WHERE user_id = found.id AND status IN ('held', 'ended'))
       AND EXISTS (SELECT FROM accounts_officer WHERE user_id = found.id AND lower(accounts_officer.name) <> lower(full_name)) THEN
      RETURN NULL;
    END IF;
    UPDATE accounts_officer o SET name = full_name, phone = office_phone, title = office_title
      WHERE user_id = found.id;
  ELSE
    RETURN NULL;
  END IF;
  RETURN found.id;
END $$;

-- By whoever types address and code: the first password, and the account is open. Every refusal looks the same.
CREATE OR REPLACE FUNCTION accept_invitation(address text, code text, new_password text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  found personnel_invitation;
BEGIN
  SELECT i.* INTO found FROM personnel_invitation i JOIN accounts_user u ON u.id = i.user_id
    WHERE u.email = lower(address) AND i.ended_at IS NULL AND i.expires_at > now() AND i.tries < 10
      AND u.is_staff AND NOT u.is_active FOR UPDATE;
  IF found.id IS NULL THEN RETURN NULL; END IF;
  IF found.code_hash <> encode(sha256(convert_to(code, 'UTF8')), 'hex') THEN
    UPDATE personnel_invitation SET tries = tries + 1 WHERE id = found.id;
    RETURN NULL;
  END IF;
  UPDATE personnel_invitation SET ended_at = now(), accepted = true WHERE id = found.id;
  UPDATE accounts_user SET password = new_password, password_at = now(), is_active = true WHERE id = found.user_id;
  INSERT INTO ledger_entry (kind, subject, detail)
    VALUES ('invitation.accepted', 'personnel.Invitation:' || found.id, jsonb_build_object('user', found.user_id));
  RETURN found.user_id;
END $$;

-- Gone at once: roles, assignments, password, passkeys and codes. Row security sees it in the next statement.
CREATE OR REPLACE FUNCTION cut_off(leaver bigint, by_whom bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE personnel_appointment SET status = 'ended', ended_by_id = by_whom, ended_at = now()
    WHERE user_id = leaver AND status = 'held';
  UPDATE personnel_appointment SET status = 'taken_back', ended_by_id = by_whom, ended_at = now()
    WHERE user_id = leaver AND status = 'proposed';
  UPDATE personnel_invitation SET ended_at = now() WHERE user_id = leaver AND ended_at IS NULL;
  UPDATE data_standin SET ended_at = now() WHERE leaver IN (absent_id, deputy_id) AND ended_at IS NULL;
  UPDATE data_assignment SET until = office_day() - 1
    WHERE actor_id = leaver AND (until IS NULL OR until >= office_day());
  DELETE FROM mfa_authenticator WHERE user_id = leaver;
  UPDATE accounts_user SET is_active = false, password = '!' WHERE id = leaver AND is_staff;
  PERFORM end_sessions(leaver);
END $$;

CREATE OR REPLACE FUNCTION let_go(leaver bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM must_look_after_the_staff();
  IF leaver = acting_id() THEN
    RAISE EXCEPTION 'nobody lets herself go' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM cut_off(leaver, acting_id());
END $$;
