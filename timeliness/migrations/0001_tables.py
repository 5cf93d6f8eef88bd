"""The tables of clocks, reminders and notices."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from people.migration_support.columns import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('people', '0001_tables'),
    ]

    operations = [
        Together(
            migrations.CreateModel(
                name='ExtraDay',
                fields=[
                    ('day', models.DateField(primary_key=True, serialize=False)),
                    ('title', models.CharField(max_length=80)),
                ],
                options={
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='Clock',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('about', models.UUIDField()),
                    ('subject', models.CharField(max_length=80)),
                    ('rule', models.CharField(max_length=60)),
                    ('rule_version', models.CharField(max_length=120)),
                    ('confidence', models.CharField(choices=[('sourced', 'Sourced'), ('unverified', 'Unverified period'), ('product setting', 'Local setting'), ('agreed', 'Agreed date')], max_length=15)),
                    ('counted_in', models.CharField(choices=[('hours', 'Hours'), ('days', 'Days')], max_length=5)),
                    ('recipient_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='people.unit')),
                    ('started_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField()),
                    ('first_due_at', models.DateTimeField(null=True)),
                    ('first_rule_version', models.CharField(blank=True, db_default='', default='', max_length=120)),
                    ('first_confidence', models.CharField(blank=True, choices=[('sourced', 'Sourced'), ('unverified', 'Unverified period'), ('product setting', 'Local setting'), ('agreed', 'Agreed date')], db_default='', default='', max_length=15)),
                    ('remind_at', models.DateTimeField(null=True)),
                    ('overdue_at', models.DateTimeField()),
                    ('escalate_at', models.DateTimeField()),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('look_at', models.DateTimeField(null=True)),
                ],
                options={
                    'default_permissions': (),
                    'indexes': [models.Index(condition=models.Q(('closed_at', None), ('look_at__isnull', False)), fields=['look_at'], name='clocks_to_look_at'), models.Index(fields=['about'], name='clocks_about')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('closed_at', None), ('closed_at__gte', models.F('started_at')), _connector='OR'), name='clock_closes_after_start'), models.CheckConstraint(condition=models.Q(('escalate_at__gte', models.F('overdue_at')), ('overdue_at__gte', models.F('due_at')), models.Q(('remind_at', None), ('remind_at__lte', models.F('due_at')), _connector='OR')), name='clock_speaks_in_order')],
                },
            ),
            migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('clock', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='timeliness.clock')),
                    ('due_at', models.DateTimeField()),
                    ('stage', models.CharField(choices=[('before_due', 'Before due'), ('after_due', 'After due'), ('escalated', 'Escalated')], max_length=10)),
                    ('stage_at', models.DateTimeField()),
                    ('made_at', models.DateTimeField()),
                    ('overtaken', models.BooleanField()),
                    ('told', models.PositiveSmallIntegerField()),
                ],
                options={
                    'default_permissions': (),
                    'indexes': [models.Index(condition=models.Q(('overtaken', False), ('told', 0)), fields=['clock'], name='reminders_told_nobody')],
                    'constraints': [models.UniqueConstraint(fields=('clock', 'due_at', 'stage'), name='one_reminder_per_stage')],
                },
            ),
            migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('about', models.UUIDField()),
                    ('subject', models.CharField(max_length=80)),
                    ('notice', models.CharField(max_length=24)),
                    ('recipient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to=settings.AUTH_USER_MODEL)),
                    ('reminder', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='timeliness.reminder')),
                    ('created_at', models.DateTimeField()),
                    ('is_stopped', models.BooleanField(db_default=False, editable=False)),
                    ('written_in', models.BigIntegerField(db_default=models.Func(output_field=models.BigIntegerField(), template='(pg_current_xact_id()::text::bigint)'), editable=False)),
                    ('read_at', models.DateTimeField(null=True)),
                    ('send_after', models.DateTimeField()),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('in_doubt', models.BooleanField(default=False)),
                    ('accepted_at', models.DateTimeField(null=True)),
                    ('dropped_at', models.DateTimeField(null=True)),
                    ('set_aside_at', models.DateTimeField(null=True)),
                    ('why', models.CharField(blank=True, max_length=80)),
                ],
                options={
                    'verbose_name_plural': 'deliveries',
                    'default_permissions': (),
                    'indexes': [models.Index(condition=models.Q(('accepted_at', None), ('dropped_at', None), ('set_aside_at', None)), fields=['send_after'], name='deliveries_to_send'), models.Index(condition=models.Q(('set_aside_at__isnull', False)), fields=['set_aside_at'], name='deliveries_set_aside'), models.Index(condition=models.Q(('is_stopped', False)), fields=['recipient', 'written_in', 'reference'], name='notices_since'), models.Index(models.F('recipient'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('reference'), descending=True), condition=models.Q(('is_stopped', False), ('read_at', None)), name='notices_unread'), models.Index(models.F('recipient'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('reference'), descending=True), condition=models.Q(('is_stopped', False)), name='notices_newest')],
                    'constraints': [models.UniqueConstraint(fields=('reminder', 'recipient'), name='told_once'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('dropped_at', None), ('set_aside_at', None)), models.Q(('accepted_at__isnull', False), ('dropped_at', None), ('set_aside_at', None)), models.Q(('accepted_at', None), ('dropped_at__isnull', False), ('set_aside_at', None)), models.Q(('accepted_at', None), ('dropped_at', None), ('set_aside_at__isnull', False)), _connector='OR'), name='delivery_ends_one_way')],
                },
            ),
            migrations.CreateModel(
                name='Mark',
                fields=[
                    ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'default_permissions': (),
                },
            ),
        ),
    ]
