import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('data', '0001_initial'),
        ('policy', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('name', models.TextField()),
                ('agreement', models.TextField()),
                ('use', models.TextField()),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_to', models.TextField()),
                ('agreement', models.TextField()),
                ('use', models.TextField()),
                ('basis', models.TextField()),
                ('purpose', models.TextField()),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('facts', models.PositiveIntegerField()),
                ('statements', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('policy_version', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.version')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='data.subject')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disclosures.recipient')),
            ],
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='an_agreement_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('agreement', ''), _negated=True), models.Q(('use', ''), _negated=True)), name='an_agreement_says_with_whom_and_what_for'),
        ),
        migrations.AddIndex(
            model_name='disclosure',
            index=models.Index(fields=['subject', '-at'], name='disclosures_about_a_subject'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('given_to', ''), _negated=True), models.Q(('use', ''), _negated=True), models.Q(('basis', ''), _negated=True), models.Q(('purpose', ''), _negated=True), models.Q(('fields', []), _negated=True)), name='a_disclosure_says_to_whom_why_and_by_which_law'),
        ),
    ]
