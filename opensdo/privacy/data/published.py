"""The promise that the ledger is published: in time, and signed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.backends.utils import CursorWrapper

from opensdo.kit.counting import counted
from opensdo.kit.signing import keys
from opensdo.kit.signing.receipts import read_checkpoint
from opensdo.kit.signing.statements import NotGenuine
from opensdo.privacy.policy.controls import Finding, control

LATE: Final = timedelta(minutes=25)  # two were missed
AHEAD: Final = timedelta(minutes=5)  # the clock of the database may differ from the sealer's
OF_LATE: Final = 1000  # a week: older ones were looked at when they were new, and a lost key makes all of them new
START: Final = "Start `opensdo seal`. If it runs, its log and `opensdo ledger status` say what it waits for."
CLOCK: Final = "The last checkpoint lies in the future: set the clocks of the sealer and of the database right."
SIGN: Final = (
    "The sealer has to read the key for checkpoints: `opensdo signing list` names the file, its log the fault."
)


@control(
    "not-altered",
    breaks_if="ALTER TABLE ledger_checkpoint DISABLE TRIGGER refuse;"
    " UPDATE ledger_checkpoint SET at = at - interval '1 hour'",
    broken="no checkpoint was published for an hour",
)
def a_checkpoint_comes_every_ten_minutes(cursor: CursorWrapper) -> Finding:
    """An office that has written nothing yet owes none: it is not known."""
    cursor.execute(
        "SELECT (SELECT count(*) FROM ledger_checkpoint), ledger_waiting(), (SELECT sum(n) FROM ledger_head),"
        " (SELECT extract(epoch FROM clock_timestamp() - at) FROM ledger_checkpoint ORDER BY n DESC LIMIT 1)"
    )
    published, waiting, chained, age = cursor.fetchone()
    late = (waiting if age is None else age) >= LATE.total_seconds()
    ahead = age is not None and age < -AHEAD.total_seconds()
    said = "We have not published a checkpoint yet."
    if age is not None:
        ago = counted(int(age) // 60, "minute")
        said = (
            f"We published {counted(published, 'checkpoint')}. The last was for {'later' if ahead else f'{ago} ago'}."
        )
    well = published > 0 and not late and not ahead
    return Finding(well, said, published or int(late or chained > 0), "" if well else CLOCK if ahead else START)


@control(
    "not-altered",
    breaks_if="ALTER TABLE ledger_signature DISABLE TRIGGER refuse;"
    " DELETE FROM ledger_signature WHERE checkpoint = (SELECT max(n) FROM ledger_checkpoint)",
    broken="the signature of one checkpoint was taken off",
)
def every_checkpoint_is_signed_by_us(cursor: CursorWrapper) -> Finding:
    """By a key that still counts, over what is published: its number, its moment, its root, and the one before it."""
    known = keys.published(Path(settings.KEYRING_FOLDER))
    good = [key.id for key in known.keys if not key.revoked_on]
    cursor.execute(
        "SELECT n, hash, ARRAY(SELECT statement FROM ledger_signature s WHERE s.checkpoint = c.n AND s.key = ANY (%s))"
        " FROM ledger_checkpoint c WHERE n > (SELECT max(n) FROM ledger_checkpoint) - %s ORDER BY n",
        [good, OF_LATE],
    )
    found = cursor.fetchall()
    bare = [n for n, hash_, signed in found if not any(_signs(each, known, n, bytes(hash_)) for each in signed)]
    said = f"We read {counted(len(found), 'checkpoint')}. {len(bare)} of them lack our signature."
    return Finding(not bare, said, len(found), f"{', '.join(map(str, bare[:5]))}: {SIGN}" if bare else "")


def _signs(statement: str, known: keys.PublicKeys, number: int, hash_: bytes) -> bool:
    try:
        said = read_checkpoint(statement, known)
    except NotGenuine:
        return False
    return (said.number, said.hash) == (number, hash_)
