-- Sessions, and who acts. Every table here is closed to every login: these functions are the only way.

-- HMAC-SHA256 from the two padded blocks of its key.
CREATE OR REPLACE FUNCTION vouched(inner_pad bytea, outer_pad bytea, message text) RETURNS bytea
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT sha256(outer_pad || sha256(inner_pad || convert_to(message, 'UTF8')))
$$;

-- Did this site itself say so? SQL that somebody smuggled into its process does not have the key.
CREATE OR REPLACE FUNCTION site_says(message text, mac bytea) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT public.vouched(k.inner_pad, k.outer_pad, message) = mac
                   FROM sessions_sitekey k WHERE k.site = session_user), false)
$$;

-- Whose account it is: of the site that this login serves, and open.
CREATE OR REPLACE FUNCTION signs_in_here(who bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM accounts_user u WHERE u.id = who AND u.is_active
    AND u.is_staff = CASE session_user WHEN 'opensdo_staff' THEN true WHEN 'opensdo_public' THEN false END)
$$;

CREATE OR REPLACE FUNCTION session_read(ticket bytea) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM make_context_key();
  RETURN (SELECT content FROM sessions_session
          WHERE name = sha256(ticket) AND site = session_user AND NOT ended AND expires > now());
END $$;

-- Keep a session, new or not. Somebody's name gets into it only when the site vouches for it, and never another's
-- name after that. False when the session is over.
CREATE OR REPLACE FUNCTION session_write(ticket bytea, said text, until bigint, who bigint, factor boolean, mac bytea)
  RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  named bytea := sha256(ticket);
  was sessions_session;
BEGIN
  PERFORM make_context_key();
  IF session_user NOT IN ('opensdo_public', 'opensdo_staff') THEN
    RAISE EXCEPTION 'nobody signs in through %', session_user USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF who IS NOT NULL AND NOT (signs_in_here(who) AND site_says(
      concat_ws(E'\n', 'session', session_user, encode(named, 'hex'), who, factor::int, until), mac)) THEN
    RAISE EXCEPTION 'the site did not vouch for this session' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO was FROM sessions_session WHERE name = named FOR UPDATE;
  IF was.name IS NULL THEN
    DELETE FROM sessions_session WHERE name IN (
      SELECT name FROM sessions_session WHERE expires < now() LIMIT 5 FOR UPDATE SKIP LOCKED);
    INSERT INTO sessions_session (name, site, user_id, second_factor, content, expires, ended)
      VALUES (named, session_user, who, who IS NOT NULL AND factor, said, to_timestamp(until), false);
  ELSIF was.site <> session_user OR was.ended OR was.expires <= now() OR was.user_id <> who
        OR was.user_id IS NOT NULL AND who IS NULL THEN
    RETURN false;
  ELSE
    UPDATE sessions_session SET user_id = who, second_factor = who IS NOT NULL AND factor, content = said,
      expires = to_timestamp(until) WHERE name = named;
  END IF;
  IF who IS NOT NULL AND was.user_id IS NULL THEN
    UPDATE accounts_user SET signed_in_at = now() WHERE id = who;
  END IF;
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION session_end(ticket bytea) RETURNS void LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  UPDATE sessions_session SET ended = true, content = '' WHERE name = sha256(ticket) AND site = session_user
$$;

-- Ends every session of somebody at once and says how many there were. For the owner's functions and commands only.
CREATE OR REPLACE FUNCTION end_sessions(whose bigint) RETURNS int LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  WITH closed AS (UPDATE sessions_session SET ended = true, content = '' WHERE user_id = whose AND NOT ended RETURNING 1)
  SELECT count(*)::int FROM closed
$$;

-- The holder of this ticket acts, until the end of the transaction: written down with a seal that no login can make,
-- for this login, this connection, this transaction. Returns who it is.
CREATE OR REPLACE FUNCTION become(ticket bytea) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  found sessions_session;
  key sessions_contextkey;
  said text;
BEGIN
  SELECT * INTO found FROM sessions_session s
    WHERE s.name = sha256(ticket) AND s.site = session_user AND NOT s.ended AND s.expires > now();
  SELECT * INTO key FROM sessions_contextkey;
  IF key.one IS NULL OR signs_in_here(found.user_id) IS NOT TRUE THEN
    PERFORM set_config('opensdo.actor', '', true);
    RETURN NULL;
  END IF;
  said := concat_ws('|', found.user_id, session_user, pg_backend_pid(), extract(epoch FROM now()),
                    extract(epoch FROM found.expires), (found.second_factor OR session_user = 'opensdo_public')::int);
  PERFORM set_config('opensdo.actor',
                     said || '|' || encode(public.vouched(key.inner_pad, key.outer_pad, said), 'hex'), true);
  RETURN found.user_id;
END $$;

-- Two blocks of 64 bytes from the server's strong randomness, when there are none: the table is empty after a crash.
-- Asked for before a request opens its transaction, or its second connection would wait for the first one for ever.
CREATE OR REPLACE FUNCTION make_context_key() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM sessions_contextkey) THEN RETURN; END IF;
  INSERT INTO sessions_contextkey (inner_pad, outer_pad) SELECT string_agg(block, ''), string_agg(other, '')
    FROM (SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
                 sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
          FROM generate_series(1, 2)) AS made (block, other)
    ON CONFLICT DO NOTHING;
END $$;

-- Who is signed in, second step or not; null when nobody is, and for every word that `become` did not write here, now.
CREATE OR REPLACE FUNCTION signed_in_id(with_second_factor boolean DEFAULT false) RETURNS bigint
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  said text := current_setting('opensdo.actor', true);
  cut int := length(said) - 65;  -- the seal: a bar and 64 hex digits
  part text[];
  key sessions_contextkey;
BEGIN
  IF said IS NULL OR cut < 1 THEN RETURN NULL; END IF;
  SELECT * INTO key FROM sessions_contextkey;
  IF encode(public.vouched(key.inner_pad, key.outer_pad, left(said, cut)), 'hex') IS DISTINCT FROM substr(said, cut + 2)
    THEN RETURN NULL; END IF;
  part := string_to_array(said, '|');
  IF part[2] <> session_user OR part[3] <> pg_backend_pid()::text OR part[4] <> extract(epoch FROM now())::text
     OR part[5]::numeric < extract(epoch FROM clock_timestamp()) OR with_second_factor AND part[6] <> '1'
    THEN RETURN NULL; END IF;
  RETURN part[1]::bigint;
END $$;

-- Who acts in this transaction; null when nobody does. Every function, trigger and policy asks here and nowhere else.
-- In a WHERE write (SELECT acting_id()): then it is asked once for a statement, not for every row.
-- It names the schema and sets none, so that PostgreSQL puts what it asks in its place: a call less for each entry.
CREATE OR REPLACE FUNCTION acting_id() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT public.signed_in_id(true) $$;
