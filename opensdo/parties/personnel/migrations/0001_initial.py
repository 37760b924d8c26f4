import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('role', models.CharField(choices=[('certification officer', 'Certification officer'), ('supervisor', 'Certification supervisor'), ('privacy officer', 'Privacy officer'), ('security officer', 'Security officer'), ('records access officer', 'Records access officer'), ('purchaser', 'Purchaser'), ('auditor', 'Auditor'), ('reader', 'Reader for another agency'), ('administrator', 'Administrator')], max_length=30)),
                ('status', models.CharField(choices=[('proposed', 'Waits for a second person'), ('held', 'Approved'), ('refused', 'Not approved'), ('taken_back', 'Taken back'), ('ended', 'Ended')], default='proposed', max_length=12)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('agency', models.TextField(blank=True)),
                ('reads_for', models.TextField(blank=True)),
                ('proposed_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(max_length=64)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('accepted', models.BooleanField(default=False)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Recovery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('how', models.TextField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('done', models.BooleanField(default=False)),
                ('opens_at', models.DateTimeField(null=True)),
                ('told', models.PositiveSmallIntegerField(default=1)),
                ('code_hash', models.CharField(blank=True, max_length=64)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kept', models.BooleanField()),
                ('reach', models.PositiveIntegerField()),
                ('reviewed_at', models.DateTimeField()),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='personnel.appointment')),
                ('reviewed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('proposed_by', models.F('user')), _negated=True), name='nobody_proposes_her_own_role'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', models.F('user')), _negated=True), name='nobody_approves_her_own_role'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', models.F('proposed_by')), _negated=True), name='a_role_takes_two_people'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['held', 'ended']), _negated=True), models.Q(('approved_at__isnull', False), models.Q(models.Q(('approved_by__isnull', False), ('proposed_by__isnull', False)), models.Q(('approved_by__isnull', True), ('proposed_by__isnull', True)), _connector='OR')), _connector='OR'), name='a_role_is_held_when_it_was_approved'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', models.F('since')), ('until__lte', django.db.models.expressions.CombinedExpression(models.F('since'), '+', models.Value(datetime.timedelta(days=366))))), name='a_role_ends_within_a_year'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'reader'), _negated=True), models.Q(models.Q(('agency', ''), _negated=True), models.Q(('reads_for', ''), _negated=True)), _connector='OR'), name='a_reader_has_an_agency_and_a_purpose'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'held')), fields=('user', 'role'), name='a_role_is_held_once'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'proposed')), fields=('user', 'role'), name='a_role_is_proposed_once'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user',), name='one_invitation_is_open_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('invited_at'), '+', models.Value(datetime.timedelta(days=31))))), name='an_invitation_expires'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('asked_by', models.F('user')), _negated=True), name='nobody_asks_for_her_own_way_back'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', models.F('user')), _negated=True), name='nobody_approves_her_own_way_back'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', models.F('asked_by')), _negated=True), name='a_way_back_takes_two_people'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_by__isnull', False), ('opens_at__isnull', True)), models.Q(('asked_by__isnull', True), ('opens_at__gte', django.db.models.expressions.CombinedExpression(models.F('asked_at'), '+', models.Value(datetime.timedelta(days=3)))), ('opens_at__isnull', False)), _connector='OR'), name='who_asks_for_herself_waits'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user',), name='one_way_back_is_open_at_a_time'),
        ),
    ]
