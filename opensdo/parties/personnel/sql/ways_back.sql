-- Who lost the second step: two officers the same day, or alone in days that nobody can talk away (ADR 0022).

-- Of the public an officer finds who stands before her, by the whole address, and no list.
CREATE OR REPLACE FUNCTION account_of_the_public(address text) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM must_look_after_the_staff();
  RETURN (SELECT id FROM accounts_user WHERE email = lower(address) AND NOT is_staff AND is_active);
END $$;

-- A second step is taken off when two officers have said who it is, and never otherwise.
CREATE OR REPLACE FUNCTION take_off_second_step(recovery bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  found personnel_recovery;
BEGIN
  PERFORM must_look_after_the_staff();
  SELECT * INTO found FROM personnel_recovery
    WHERE id = recovery AND ended_at IS NULL AND asked_by_id IS NOT NULL AND approved_by_id = acting_id() FOR UPDATE;
  IF found.id IS NULL THEN RETURN false; END IF;
  UPDATE personnel_recovery SET ended_at = now(), done = true WHERE id = recovery;
  DELETE FROM mfa_authenticator WHERE user_id = found.user_id;
  PERFORM end_sessions(found.user_id);  -- whoever found the telephone may be signed in on it
  INSERT INTO ledger_entry (kind, subject, detail)
    VALUES ('second_step.taken_off', 'personnel.Recovery:' || recovery, jsonb_build_object('user', found.user_id));
  RETURN true;
END $$;

-- Without any officer: somebody of the public who typed the password of an account asks, and waits. The site vouches for the
-- password; one that was set a moment ago, which takes an e-mail and nothing else, does not count. Null when it cannot be
-- asked so; asked again, it is the same one.
CREATE OR REPLACE FUNCTION ask_way_back(name text, who bigint, days int, password_days int, mac bytea)
  RETURNS TABLE (recovery bigint, opens timestamptz, is_new boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT (session_user = 'opensdo_public' AND signs_in_here(who)
          AND site_says(concat_ws(E'\n', 'way back', session_user, name, who, days, password_days), mac)) THEN
    RAISE EXCEPTION 'the site did not vouch for this way back' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM FROM accounts_user WHERE id = who FOR NO KEY UPDATE;
  RETURN QUERY SELECT id, opens_at, false FROM personnel_recovery WHERE user_id = who AND ended_at IS NULL AND opens_at IS NOT NULL;
  IF FOUND OR EXISTS (SELECT FROM accounts_user WHERE id = who
                      AND coalesce(password_at, joined_at) > now() - make_interval(days => password_days))
     OR 3 <= (SELECT count(*) FROM personnel_recovery
              WHERE user_id = who AND opens_at IS NOT NULL AND asked_at > now() - interval '30 days')
     OR EXISTS (SELECT FROM personnel_recovery WHERE user_id = who AND ended_at IS NULL) THEN
    RETURN;
  END IF;
  RETURN QUERY INSERT INTO personnel_recovery
      (reference, user_id, asked_at, how, done, opens_at, told, code_hash, tries)
    VALUES (name, who, now(), '', false, now() + make_interval(days => days), 1, '', 0) RETURNING id, opens_at, true;
END $$;

-- Stopped by whoever has one of the letters. That is all that its name is good for. Says if it waits, or waited until now.
CREATE OR REPLACE FUNCTION stop_way_back(name text, really boolean) RETURNS TABLE (recovery bigint, waits boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT id, ended_at IS NULL FROM personnel_recovery
    WHERE reference = name AND opens_at IS NOT NULL FOR UPDATE;
  UPDATE personnel_recovery SET ended_at = now()
    WHERE really AND reference = name AND ended_at IS NULL AND opens_at IS NOT NULL;
END $$;

-- Whom the worker has to write to: half-way, and when the time is over. A letter that was late moves the end.
CREATE OR REPLACE FUNCTION ways_back_to_tell() RETURNS TABLE (recovery bigint, address text, name text, opens timestamptz,
  letter int) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT r.id, u.email, r.reference, r.opens_at, r.told + 1 FROM personnel_recovery r JOIN accounts_user u ON u.id = r.user_id
  WHERE r.ended_at IS NULL AND r.opens_at IS NOT NULL AND u.is_active
    AND now() >= CASE r.told WHEN 1 THEN r.asked_at + (r.opens_at - r.asked_at) / 2 WHEN 2 THEN r.opens_at END
  ORDER BY r.id
$$;
CREATE OR REPLACE FUNCTION way_back_told(recovery bigint, letter int, hashed text) RETURNS boolean LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE personnel_recovery SET told = letter, code_hash = CASE letter WHEN 3 THEN hashed ELSE '' END,
      opens_at = CASE letter WHEN 2 THEN greatest(opens_at, now() + (opens_at - asked_at) / 2) ELSE opens_at END
    WHERE id = recovery AND told = letter - 1 AND ended_at IS NULL
      AND id IN (SELECT w.recovery FROM ways_back_to_tell() w);
  RETURN FOUND;
END $$;

-- The code of the last letter, behind the password, for two weeks; and not when the second step was used since then: who has
-- it has not lost it.
CREATE OR REPLACE FUNCTION take_way_back(who bigint, code text, mac bytea) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  found personnel_recovery;
BEGIN
  IF NOT (session_user = 'opensdo_public' AND signs_in_here(who)
          AND site_says(concat_ws(E'\n', 'take way back', session_user, who, code), mac)) THEN
    RAISE EXCEPTION 'the site did not vouch for this way back' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO found FROM personnel_recovery r WHERE r.user_id = who AND r.ended_at IS NULL AND r.told = 3 AND r.tries < 10
    AND r.opens_at <= now() AND r.opens_at > now() - interval '14 days' FOR UPDATE;
  IF found.id IS NULL THEN RETURN false; END IF;
  IF EXISTS (SELECT FROM mfa_authenticator WHERE user_id = who AND last_used_at > found.asked_at)
     OR EXISTS (SELECT FROM accounts_user WHERE id = who AND password_at > found.asked_at) THEN
    UPDATE personnel_recovery SET ended_at = now() WHERE id = found.id;
    RETURN false;
  END IF;
  IF found.code_hash <> encode(sha256(convert_to(code, 'UTF8')), 'hex') THEN
    UPDATE personnel_recovery SET tries = tries + 1 WHERE id = found.id;
    RETURN false;
  END IF;
  UPDATE personnel_recovery SET ended_at = now(), done = true WHERE id = found.id;
  DELETE FROM mfa_authenticator WHERE user_id = who;
  PERFORM end_sessions(who);
  INSERT INTO ledger_entry (kind, subject, detail)
    VALUES ('second_step.taken_off', 'personnel.Recovery:' || found.id, jsonb_build_object('user', who));
  RETURN true;
END $$;
