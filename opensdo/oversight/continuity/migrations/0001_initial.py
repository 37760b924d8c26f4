import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField(unique=True)),
                ('made_at', models.DateTimeField()),
                ('build', models.TextField()),
                ('size', models.BigIntegerField()),
                ('digest', models.TextField()),
                ('rows', models.BigIntegerField()),
                ('files', models.IntegerField()),
                ('keyrings', models.JSONField()),
                ('keep_until', models.DateField(null=True)),
                ('gone_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ran_at', models.DateTimeField()),
                ('build', models.TextField()),
                ('matched', models.BooleanField()),
                ('words', models.TextField()),
                ('rows', models.BigIntegerField()),
                ('files', models.IntegerField()),
                ('links', models.BigIntegerField()),
                ('values_opened', models.IntegerField()),
                ('files_opened', models.IntegerField()),
                ('seconds', models.IntegerField()),
                ('backup', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drills', to='continuity.backup')),
            ],
        ),
    ]
