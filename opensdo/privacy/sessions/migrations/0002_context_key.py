"""What a transaction's actor is signed with. Not logged, so that it stands in no backup; a new one is made when it is gone."""

from __future__ import annotations

from django.db import migrations

MAKE = """
CREATE UNLOGGED TABLE sessions_contextkey (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), inner_pad bytea NOT NULL, outer_pad bytea NOT NULL
);
"""


class Migration(migrations.Migration):
    dependencies = (("sessions", "0001_initial"),)
    operations = (migrations.RunSQL(MAKE, "DROP TABLE sessions_contextkey"),)
