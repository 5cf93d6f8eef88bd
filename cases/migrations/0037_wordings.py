"""Standard wordings of actions, kept by each CPS Area; an action says which one it began with."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0036_advice_checks"),
        ("people", "0007_sealed_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('category', models.CharField(max_length=10)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('retired_at', models.DateTimeField(null=True)),
                ('retired_because', models.TextField(blank=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='people.agency')),
                ('retired_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='WordingVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=100)),
                ('text', models.TextField()),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wording', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='cases.wording')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='actionitem',
            name='began_with',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.wordingversion'),
        ),
        migrations.AddField(
            model_name='historicalactionitem',
            name='began_with',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.wordingversion'),
        ),
        migrations.AddIndex(
            model_name='wording',
            index=models.Index(fields=['agency', 'category'], name='wordings_of_an_area'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retired_at', None), ('retired_because', ''), ('retired_by', None)), models.Q(models.Q(('retired_because', ''), _negated=True), ('retired_at__isnull', False), ('retired_by__isnull', False)), _connector='OR'), name='wording_retired_whole'),
        ),
        migrations.AddConstraint(
            model_name='wordingversion',
            constraint=models.UniqueConstraint(fields=('wording', 'number'), name='wording_version_once'),
        ),
        only_grows("cases_wordingversion"),
        nothing_goes("cases_wording", "agency_id", "category"),
    ]  # fmt: skip
