import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("data", "0001_initial"),
        ("policy", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("name", models.TextField()),
                ("kind", models.TextField()),
                ("content_type", models.TextField()),
                ("size", models.BigIntegerField()),
                ("pages", models.IntegerField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("storage_key", models.TextField()),
                ("sealed_digest", models.CharField(max_length=64)),
                ("data_key", models.UUIDField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("quarantined", "Being checked"),
                            ("checked", "Checked"),
                            ("refused", "Refused"),
                            ("uncheckable", "Could not be checked"),
                        ],
                        default="quarantined",
                        max_length=12,
                    ),
                ),
                ("findings", models.JSONField(default=list)),
                ("virus_scanned", models.BooleanField(default=False)),
                ("judged_at", models.DateTimeField(null=True)),
                ("made_by_us", models.BooleanField(default=False)),
                ("given_at", models.DateTimeField()),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "policy_version",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policy.version",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="data.subject"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["storage_key"], name="document_at_an_address")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="a_document_is_not_empty")
                ],
            },
        ),
    ]
