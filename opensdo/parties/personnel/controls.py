"""The promise that only those see a file who need it, as far as it is people who have to look."""

from __future__ import annotations

from datetime import datetime, time

from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from opensdo.kit.counting import counted
from opensdo.law.office import office
from opensdo.law.parameters import parameter
from opensdo.parties.personnel import rules
from opensdo.parties.personnel.queries import day_of
from opensdo.privacy.policy.controls import Finding, control

OLD = """
    SELECT count(*), count(*) FILTER (WHERE NOT looked)
    FROM (SELECT greatest(a.approved_at, max(r.reviewed_at)) >= %s AS looked
          FROM personnel_appointment a LEFT JOIN personnel_review r ON r.appointment_id = a.id
          WHERE a.status = 'held' AND a.until >= office_day() GROUP BY a.id) held
"""


@control(
    "need-to-know",
    breaks_if="UPDATE personnel_appointment SET approved_at = approved_at - interval '3 years' WHERE status = 'held'",
    broken="nobody had looked at a role for years",
)
def each_role_was_looked_at_within_the_year(cursor: CursorWrapper) -> Finding:
    """Granted or reviewed by somebody else. What the two people of a grant decided counts as a look."""
    today = day_of(timezone.now())
    months = parameter("access_review_months", on=today).number
    cursor.execute(OLD, [datetime.combine(rules.earlier(today, months), time(), office().zone)])
    held, old = cursor.fetchone()
    said = f"Our staff hold {counted(held, 'role')} today. Nobody has looked at {old} of them in {months} months."
    return Finding(old == 0, said, held)
