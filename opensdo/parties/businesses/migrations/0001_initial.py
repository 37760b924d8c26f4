import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("data", "0001_initial"),
        ("policy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Business",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("legal_name", models.TextField()),
                ("trade_name", models.TextField(blank=True)),
                (
                    "structure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sole_proprietor", "Sole proprietor"),
                            ("partnership", "Partnership"),
                            ("llc", "Limited liability company (LLC)"),
                            ("corporation", "Corporation"),
                            ("nonprofit", "Non-profit organization"),
                        ],
                        max_length=20,
                    ),
                ),
                ("founded_on", models.DateField(null=True)),
                ("description", models.TextField(blank=True)),
                ("street", models.TextField(blank=True)),
                ("city", models.TextField(blank=True)),
                ("county", models.TextField(blank=True)),
                ("state", models.CharField(blank=True, max_length=2)),
                ("zip_code", models.CharField(blank=True, max_length=10)),
                ("contact_name", models.TextField(blank=True)),
                ("phone", models.TextField(blank=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("website", models.URLField(blank=True)),
                ("has_ein", models.BooleanField(default=False)),
                (
                    "lists",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("brought_in_from", models.TextField(blank=True)),
                ("brought_in_key", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
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
        ),
        migrations.CreateModel(
            name="CommodityCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scheme", models.CharField(max_length=10)),
                ("code", models.CharField(max_length=12)),
                ("title", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("scheme", "code"), name="a_code_stands_once_in_its_scheme")
                ],
            },
        ),
        migrations.CreateModel(
            name="Owner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("full_name", models.TextField()),
                ("share", models.DecimalField(decimal_places=2, max_digits=5)),
                ("since", models.DateField(null=True)),
                ("acquired", models.TextField(blank=True)),
                ("home_address", models.TextField(blank=True)),
                ("citizenship", models.TextField(blank=True)),
                ("is_adult", models.BooleanField(null=True)),
                (
                    "qualifies_for",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("has_ssn", models.BooleanField(default=False)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="owners", to="businesses.business"
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
        ),
        migrations.CreateModel(
            name="Sells",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sells", to="businesses.business"
                    ),
                ),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="businesses.commoditycode"
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
        ),
        migrations.AddConstraint(
            model_name="business",
            constraint=models.UniqueConstraint(
                condition=models.Q(("brought_in_key", ""), _negated=True),
                fields=("brought_in_from", "brought_in_key"),
                name="a_business_is_brought_in_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="owner",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gte", 0), ("share__lte", 100)), name="a_share_is_between_0_and_100_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="sells",
            constraint=models.UniqueConstraint(fields=("business", "code"), name="a_business_sells_a_code_once"),
        ),
    ]
