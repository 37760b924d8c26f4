import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SiteKey',
            fields=[
                ('site', models.TextField(primary_key=True, serialize=False)),
                ('inner_pad', models.BinaryField()),
                ('outer_pad', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('name', models.BinaryField(primary_key=True, serialize=False)),
                ('site', models.TextField()),
                ('second_factor', models.BooleanField(default=False)),
                ('content', models.TextField()),
                ('expires', models.DateTimeField()),
                ('ended', models.BooleanField(default=False)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['expires'], name='sessions_that_expire')],
            },
        ),
    ]
