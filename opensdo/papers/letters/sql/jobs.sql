-- Whoever answers requests asks the worker for three things, now, about one letter or file. A job of another kind, or one
-- that waits for years with the lock of the nightly work, would stop the office or be run with what somebody made up.
CREATE OR REPLACE FUNCTION asks_for_its_own_work() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF session_user IN ('opensdo_public', 'opensdo_staff', 'opensdo_keeper') AND (
      NEW.lock = CASE NEW.task_name
        WHEN 'letters.send' THEN 'letter ' || (NEW.args ->> 'letter_id')
        WHEN 'documents.inspect' THEN 'document ' || (NEW.args ->> 'document_id')
        WHEN 'documents.discard' THEN NEW.args ->> 'name' END
      AND NEW.queueing_lock IS NULL AND NEW.scheduled_at IS NULL AND NEW.priority <= 0) IS NOT TRUE THEN
    RAISE EXCEPTION '% may not ask the worker for this', session_user USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER its_own BEFORE INSERT ON procrastinate_jobs
  FOR EACH ROW EXECUTE FUNCTION asks_for_its_own_work();
