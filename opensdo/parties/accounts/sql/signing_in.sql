-- What signing in may write. SQL smuggled into a site's process can neither take an account over nor step into one.

-- A password is changed by the site that its account belongs to, once, in place of the one it knew. One that is only
-- hashed in another way is the same password. Another one ends what was open: the site begins anew where it was chosen.
CREATE OR REPLACE FUNCTION change_password(who bigint, known text, chosen text, mac bytea) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  said text := concat_ws(E'\n', session_user, who, known, chosen);
  another boolean := site_says(E'password\n' || said, mac);
BEGIN
  IF NOT (signs_in_here(who) AND (another OR site_says(E'same password\n' || said, mac))) THEN
    RAISE EXCEPTION 'the site did not vouch for this password' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE accounts_user SET password = chosen, password_at = CASE WHEN another THEN now() ELSE password_at END
    WHERE id = who AND password = known;
  IF NOT FOUND THEN RETURN false; END IF;
  IF another THEN PERFORM end_sessions(who); END IF;
  RETURN true;
END $$;

-- Nobody signs in with it any more, and nothing in it says whose it was; its number stays, because acts name it. By the
-- work that destroys what is over: an account of the public that was closed before, and not while a legal hold stands.
CREATE OR REPLACE FUNCTION close_account(who bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM accounts_user WHERE id = who AND NOT is_staff AND NOT is_active) THEN
    RAISE EXCEPTION 'only an account of the public that is closed may be emptied' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM data_legalhold h JOIN data_assignment a ON a.subject_id = h.subject_id
             WHERE a.actor_id = who AND a.purpose = 'apply' AND h.lifted_at IS NULL) THEN
    RAISE EXCEPTION 'account % is on legal hold', who USING ERRCODE = 'SH001';
  END IF;
  PERFORM end_sessions(who);
  DELETE FROM account_emailaddress WHERE user_id = who;
  DELETE FROM mfa_authenticator WHERE user_id = who;
  UPDATE accounts_user SET email = format('closed-%s@account.invalid', who), password = '!' || gen_random_uuid()
    WHERE id = who;
END $$;

-- A second factor is added, changed and removed by whoever is signed in with its account. Before that, signing in
-- marks what it used: the time, and a code of the list.
CREATE OR REPLACE FUNCTION guards_second_factors() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  signed_in bigint;
BEGIN
  IF current_user = 'opensdo_owner' THEN RETURN coalesce(NEW, OLD); END IF;
  signed_in := public.signed_in_id();
  IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.user_id = OLD.user_id AND NEW.type = OLD.type AND (
      NEW.data = OLD.data OR NEW.type = 'recovery_codes' AND NEW.data - 'used_mask' = OLD.data - 'used_mask'
      AND (NEW.data ->> 'used_mask')::bigint & (OLD.data ->> 'used_mask')::bigint
          = (OLD.data ->> 'used_mask')::bigint) THEN
    RETURN NEW;
  END IF;
  IF signed_in IS NULL OR TG_OP <> 'DELETE' AND NEW.user_id IS DISTINCT FROM signed_in
     OR TG_OP <> 'INSERT' AND OLD.user_id IS DISTINCT FROM signed_in THEN
    RAISE EXCEPTION 'a second factor is changed by whoever is signed in with its account'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE OR REPLACE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON mfa_authenticator
  FOR EACH ROW EXECUTE FUNCTION guards_second_factors();

-- An account has the address that it was opened with: what mail was proven for is never moved to another address.
CREATE OR REPLACE FUNCTION guards_addresses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'opensdo_owner' THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND (NEW.user_id, NEW.email) IS DISTINCT FROM (OLD.user_id, OLD.email)
     OR NOT EXISTS (SELECT FROM public.accounts_user u WHERE u.id = NEW.user_id AND lower(u.email) = lower(NEW.email)) THEN
    RAISE EXCEPTION 'an account keeps the address that it was opened with' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER guarded BEFORE INSERT OR UPDATE ON account_emailaddress
  FOR EACH ROW EXECUTE FUNCTION guards_addresses();

-- A letter is addressed here, so that the site that posts it need not read the other site's accounts. It goes to whom it
-- may concern: the public site writes to whoever is signed in and to the officer of the case, an officer and the
-- worker also to who applied. Nobody has the office write to a stranger; a business from before has its own address.
CREATE OR REPLACE FUNCTION addresses_the_letter() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  account bigint := substring(NEW.address FROM '^account:(\d+)$')::bigint;
  role text := current_setting('role');
BEGIN
  IF session_user IN ('opensdo_public', 'opensdo_staff') OR account IS NOT NULL THEN
    IF (CASE
        WHEN account = acting_id() THEN true
        WHEN account IS NULL THEN NEW.address = (SELECT email FROM accounts_user WHERE id = acting_id())
          OR role = 'need_certify' AND EXISTS (
            SELECT FROM businesses_business b WHERE b.subject_id = NEW.subject_id AND b.email = NEW.address)
        ELSE EXISTS (SELECT FROM data_assignment a WHERE a.actor_id = account AND a.subject_id = NEW.subject_id
          AND (a.purpose = 'certify' OR a.purpose = 'apply' AND role <> 'need_apply')) END) IS NOT TRUE THEN
      RAISE EXCEPTION 'no letter goes to somebody who has nothing to do with it' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;
  IF account IS NOT NULL THEN SELECT email INTO STRICT NEW.address FROM accounts_user WHERE id = account; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER addressed BEFORE INSERT ON letters_letter
  FOR EACH ROW EXECUTE FUNCTION addresses_the_letter();
