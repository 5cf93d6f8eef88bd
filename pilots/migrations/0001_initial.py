"""The tables of panels, learning and figures."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from people.migration_support.columns import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('cases', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('timeliness', '0001_initial'),
        ('victims', '0001_initial'),
    ]

    operations = [
        Together(
            migrations.CreateModel(
                name='Export',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to=settings.AUTH_USER_MODEL)),
                    ('asked_at', models.DateTimeField()),
                    ('status', models.CharField(choices=[('WAITING', 'Being prepared'), ('MADE', 'Ready'), ('LOST', 'Not prepared: your access changed meanwhile. Ask again.'), ('STOPPED', 'Not prepared: it failed several times, and has been reported')], default='WAITING', max_length=7)),
                    ('places', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                    ('parts', models.PositiveIntegerField(default=0)),
                    ('made_parts', models.PositiveIntegerField(default=0)),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('leased_until', models.DateTimeField(null=True)),
                    ('made_at', models.DateTimeField(null=True)),
                    ('content', models.BinaryField(null=True)),
                    ('sha256', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('status', 'WAITING')), fields=('by',), name='one_export_at_a_time'),
                        models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', False), ('made_at__isnull', False), ('status', 'MADE')), models.Q(models.Q(('status', 'MADE'), _negated=True), ('content', None), ('made_at', None)), _connector='OR'), name='export_that_is_made_has_its_file'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Stretch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('measure', models.CharField(max_length=40)),
                    ('month', models.DateField()),
                    ('police_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                    ('cps_unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                    ('urgency', models.CharField(blank=True, choices=[('RED', 'Red: in custody, decision wanted now'), ('GREEN_PRIORITY', 'Green priority'), ('GREEN', 'Green')], max_length=14)),
                    ('suspect', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stretches', to='cases.suspect')),
                    ('began_on', models.DateField()),
                    ('until_on', models.DateField(null=True)),
                    ('outcome', models.CharField(choices=[('OPEN', 'Still open'), ('ENDED', 'Completed'), ('STOPPED', 'Stopped without completing'), ('UNCLEAR', 'Recorded dates that contradict each other')], max_length=7)),
                    ('police_days', models.IntegerField(null=True)),
                    ('cps_days', models.IntegerField(null=True)),
                    ('other_days', models.IntegerField(null=True)),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'indexes': [
                        models.Index(fields=['measure', 'month', 'police_unit', 'cps_unit', 'urgency'], name='stretch_by_cell'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('suspect', 'measure'), name='stretch_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'OPEN'), ('until_on', None)), models.Q(models.Q(('outcome', 'OPEN'), _negated=True), ('until_on__isnull', False)), _connector='OR'), name='stretch_is_open_until_a_day'),
                        models.CheckConstraint(condition=models.Q(models.Q(('cps_days__gte', 0), ('other_days__gte', 0), ('outcome', 'ENDED'), ('police_days__gte', 0)), models.Q(models.Q(('outcome', 'ENDED'), _negated=True), ('cps_days', None), ('other_days', None), ('police_days', None)), _connector='OR'), name='stretch_that_ended_says_whose_days'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Tally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('measure', models.CharField(max_length=40)),
                    ('place', models.CharField(max_length=20)),
                    ('urgency', models.CharField(max_length=14)),
                    ('length', models.CharField(max_length=7)),
                    ('first', models.DateField()),
                    ('people', models.IntegerField()),
                    ('ended', models.IntegerField()),
                    ('going', models.IntegerField()),
                    ('stopped', models.IntegerField()),
                    ('unclear', models.IntegerField()),
                    ('half', models.IntegerField(null=True)),
                    ('nine_in_ten', models.IntegerField(null=True)),
                    ('median', models.FloatField(null=True)),
                    ('police', models.FloatField(null=True)),
                    ('cps', models.FloatField(null=True)),
                    ('nobody', models.FloatField(null=True)),
                ],
                options={
                    'db_table': 'pilots_stage_tally',
                    'default_permissions': (),
                    'constraints': [
                        models.UniqueConstraint(fields=('measure', 'place', 'urgency', 'length', 'first'), name='stage_tally_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ShareTally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('measure', models.CharField(max_length=40)),
                    ('place', models.CharField(max_length=20)),
                    ('urgency', models.CharField(max_length=14)),
                    ('length', models.CharField(max_length=7)),
                    ('first', models.DateField()),
                    ('counts', models.JSONField()),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [
                        models.UniqueConstraint(fields=('measure', 'place', 'urgency', 'length', 'first'), name='share_tally_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CountedCase',
                fields=[
                    ('case', models.OneToOneField(db_index=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='cases.case')),
                ],
                options={
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='CountingSecret',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('secret', models.BinaryField()),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_counting_secret'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Touched',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('suspect', models.UUIDField(null=True)),
                    ('case', models.UUIDField(null=True)),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('suspect', None)), models.Q(('case', None), ('suspect__isnull', False)), _connector='OR'), name='touched_is_a_suspect_or_a_case'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Panel',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('is_restricted', models.BooleanField(default=False)),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                    ('decided_by', models.CharField(choices=[('CPS', 'The CPS: no further action'), ('POLICE', 'The police: no further investigation'), ('BOTH', 'Both')], max_length=6)),
                    ('from_on', models.DateField()),
                    ('until_on', models.DateField()),
                    ('waited_days', models.PositiveSmallIntegerField()),
                    ('quorum', models.PositiveSmallIntegerField()),
                    ('keeps_units_out', models.BooleanField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('status', models.CharField(choices=[('FRAMED', 'Nothing is drawn yet'), ('DRAWN', 'Drawn: the members do not read yet'), ('OPEN', 'With the members'), ('CLOSED', 'Closed')], default='FRAMED', max_length=6)),
                    ('opinions_by', models.DateField(null=True)),
                    ('clock', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='panel', to='timeliness.clock')),
                ],
                options={
                    'permissions': [('panel_member', 'Member of a panel')],
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='frame_ends_after_it_begins'),
                        models.CheckConstraint(condition=models.Q(('quorum__gte', 1)), name='panel_has_a_quorum'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PanelGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to=settings.AUTH_USER_MODEL)),
                    ('permission', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                    ('granted_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('granted_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(null=True)),
                    ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='pilots.panel')),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'unique_together': {('user', 'permission', 'content_object')},
                },
            ),
            migrations.CreateModel(
                name='PanelMember',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='pilots.panel')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('until_on', models.DateField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_at', models.DateTimeField(null=True)),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('panel', 'user'), name='member_of_a_panel_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='membership_ended_whole'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Draw',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('panel', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draw', to='pilots.panel')),
                    ('method', models.CharField(choices=[('RANDOM', 'At random'), ('STRATIFIED', 'At random within each kind of decision, in proportion'), ('THEMATIC', 'At random among the CPS’s decisions for one reason')], max_length=10)),
                    ('reason', models.CharField(blank=True, choices=[('IDENTIFICATION', 'Identity of the suspect cannot be proved'), ('ACT', 'The sexual act cannot be proved'), ('CONSENT', 'Absence of consent cannot be proved'), ('BELIEF', 'Absence of a reasonable belief in consent cannot be proved'), ('RELIABILITY', 'Key evidence is not reliable enough'), ('ADMISSIBILITY', 'Key evidence is not admissible'), ('WITHDRAWAL', 'The victim does not support, and other evidence is not enough'), ('OTHER_EVIDENTIAL', 'Another evidential reason'), ('SUSPECT_HEALTH', 'The suspect’s health'), ('SUSPECT_AGE', 'The suspect’s age or maturity'), ('VICTIM_INTEREST', 'The effect of a prosecution on the victim'), ('OTHER_OUTCOME', 'Already dealt with in another way'), ('OTHER_PUBLIC_INTEREST', 'Another public-interest reason')], max_length=21)),
                    ('size', models.PositiveSmallIntegerField()),
                    ('seed', models.CharField(max_length=32)),
                    ('frame', models.JSONField()),
                    ('strata', models.JSONField()),
                    ('result', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), size=None)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='FrameEntry',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='pilots.panel')),
                    ('reference', models.CharField(max_length=32)),
                    ('stratum', models.CharField(max_length=20)),
                    ('place', models.PositiveIntegerField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('suspect', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.suspect')),
                    ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.decision')),
                    ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='victims.victimevent')),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [
                        models.UniqueConstraint(fields=('panel', 'reference'), name='reference_once'),
                        models.UniqueConstraint(fields=('panel', 'place'), name='place_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decision', None), ('event__isnull', False)), models.Q(('decision__isnull', False), ('event', None)), _connector='OR'), name='entry_is_of_one_decision'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PanelCase',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='pilots.panel')),
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='drawn', to='pilots.frameentry')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('status', models.CharField(choices=[('ON_PANEL', 'On the panel'), ('OUT_ASKED', 'Someone has asked to leave it out: a second person decides'), ('OUT', 'Left out')], default='ON_PANEL', max_length=9)),
                    ('is_open', models.BooleanField(default=False, editable=False)),
                    ('is_over', models.BooleanField(default=False, editable=False)),
                    ('is_revealed', models.BooleanField(default=False, editable=False)),
                    ('has_left', models.BooleanField(default=False, editable=False)),
                    ('out_asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [
                        models.UniqueConstraint(fields=('panel', 'number'), name='panel_case_number_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('out_asked_by', None), ('status', 'ON_PANEL')), models.Q(models.Q(('status', 'ON_PANEL'), _negated=True), ('out_asked_by__isnull', False)), _connector='OR'), name='leaving_out_is_asked_by_somebody'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PanelConflict',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilots.panel')),
                    ('panel_case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='pilots.panelcase')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('kind', models.CharField(choices=[('DECIDED', 'Decided, or countersigned'), ('WORKED', 'Worked on the case, or has a role on it'), ('INTEREST', 'Has a conflict of interest with the case'), ('UNIT', 'Is of a unit that has the case'), ('DECLARED', 'Declared it')], max_length=8)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [
                        models.UniqueConstraint(fields=('panel_case', 'user'), name='panel_conflict_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PanelStep',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='pilots.panel')),
                    ('panel_case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='pilots.panelcase')),
                    ('verb', models.CharField(max_length=40)),
                    ('note', models.TextField(blank=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'indexes': [
                        models.Index(fields=['panel', 'at'], name='step_by_panel'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Pack',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilots.panel')),
                    ('panel_case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='pack', to='pilots.panelcase')),
                    ('facts', models.JSONField()),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='Passage',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilots.panel')),
                    ('panel_case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='pilots.panelcase')),
                    ('text', models.TextField(blank=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'indexes': [
                        models.Index(fields=['panel_case', '-at'], name='passage_by_case'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Opinion',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilots.panel')),
                    ('grade', models.CharField(choices=[('CONSISTENT', 'Consistent with the evidence and policy'), ('OBSERVATIONS', 'Appropriate, with observations'), ('INAPPROPRIATE', 'Inappropriate'), ('CANNOT_CONCLUDE', 'Cannot be concluded from the pack')], max_length=15)),
                    ('themes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('SUSPECT_FOCUS', 'Focus on the suspect'), ('WRITTEN_LANGUAGE', 'Written language'), ('COERCIVE_CONTROL', 'Coercive control'), ('INTOXICATION', 'Intoxication and consent'), ('PREVIOUS_ALLEGATIONS', 'Previous allegations'), ('HISTORIC', 'Historic offences'), ('ACTION_PLANS', 'Action plans'), ('THIRD_PARTY', 'Third-party material'), ('INDICTMENTS', 'Indictments'), ('CPS_DIRECT', 'CPS Direct charging'), ('ADVOCATES', 'Advocates'), ('COURT', 'Court'), ('DELAY', 'Delay'), ('VICTIM_ENGAGEMENT', 'Victim engagement'), ('VICTIM_LETTERS', 'Victim letters'), ('STAFF_WELFARE', 'Staff welfare'), ('SHARING_PRACTICE', 'Sharing practice')], max_length=20), default=list, size=None)),
                    ('text', models.TextField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('panel_case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='pilots.panelcase')),
                    ('is_suspect_focused', models.CharField(choices=[('YES', 'Yes'), ('PARTLY', 'Partly'), ('NO', 'No'), ('CANNOT_TELL', 'The pack does not tell')], max_length=11)),
                    ('is_plan_proportionate', models.CharField(choices=[('YES', 'Yes'), ('PARTLY', 'Partly'), ('NO', 'No'), ('CANNOT_TELL', 'The pack does not tell')], max_length=11)),
                    ('was_victim_told_well', models.CharField(choices=[('YES', 'Yes'), ('PARTLY', 'Partly'), ('NO', 'No'), ('CANNOT_TELL', 'The pack does not tell')], max_length=11)),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [
                        models.UniqueConstraint(fields=('panel_case', 'by'), name='one_opinion_a_member'),
                        models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='opinion_says_why'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Finding',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilots.panel')),
                    ('grade', models.CharField(choices=[('CONSISTENT', 'Consistent with the evidence and policy'), ('OBSERVATIONS', 'Appropriate, with observations'), ('INAPPROPRIATE', 'Inappropriate'), ('CANNOT_CONCLUDE', 'Cannot be concluded from the pack')], max_length=15)),
                    ('themes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('SUSPECT_FOCUS', 'Focus on the suspect'), ('WRITTEN_LANGUAGE', 'Written language'), ('COERCIVE_CONTROL', 'Coercive control'), ('INTOXICATION', 'Intoxication and consent'), ('PREVIOUS_ALLEGATIONS', 'Previous allegations'), ('HISTORIC', 'Historic offences'), ('ACTION_PLANS', 'Action plans'), ('THIRD_PARTY', 'Third-party material'), ('INDICTMENTS', 'Indictments'), ('CPS_DIRECT', 'CPS Direct charging'), ('ADVOCATES', 'Advocates'), ('COURT', 'Court'), ('DELAY', 'Delay'), ('VICTIM_ENGAGEMENT', 'Victim engagement'), ('VICTIM_LETTERS', 'Victim letters'), ('STAFF_WELFARE', 'Staff welfare'), ('SHARING_PRACTICE', 'Sharing practice')], max_length=20), default=list, size=None)),
                    ('text', models.TextField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('panel_case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='finding', to='pilots.panelcase')),
                    ('refers_back', models.BooleanField()),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='finding_says_why'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='LearningAction',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilots.panel')),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='pilots.finding')),
                    ('text', models.TextField()),
                    ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                    ('due_on', models.DateField()),
                    ('clock', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='learning_action', to='timeliness.clock')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('evidence', models.TextField(blank=True)),
                    ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('done_at', models.DateTimeField(null=True)),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('owner', None), ('unit__isnull', False)), models.Q(('owner__isnull', False), ('unit', None)), _connector='OR'), name='learning_action_is_asked_of_one'),
                        models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None), ('evidence', '')), models.Q(models.Q(('evidence', ''), _negated=True), ('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='learning_action_done_whole'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='LearningPoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=100)),
                    ('text', models.TextField()),
                    ('themes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('SUSPECT_FOCUS', 'Focus on the suspect'), ('WRITTEN_LANGUAGE', 'Written language'), ('COERCIVE_CONTROL', 'Coercive control'), ('INTOXICATION', 'Intoxication and consent'), ('PREVIOUS_ALLEGATIONS', 'Previous allegations'), ('HISTORIC', 'Historic offences'), ('ACTION_PLANS', 'Action plans'), ('THIRD_PARTY', 'Third-party material'), ('INDICTMENTS', 'Indictments'), ('CPS_DIRECT', 'CPS Direct charging'), ('ADVOCATES', 'Advocates'), ('COURT', 'Court'), ('DELAY', 'Delay'), ('VICTIM_ENGAGEMENT', 'Victim engagement'), ('VICTIM_LETTERS', 'Victim letters'), ('STAFF_WELFARE', 'Staff welfare'), ('SHARING_PRACTICE', 'Sharing practice')], max_length=20), size=None)),
                    ('learnt_from', models.CharField(choices=[('PANEL', 'A scrutiny panel'), ('DISPUTE', 'A dispute between police and CPS'), ('REVIEW', 'A review of a decision')], max_length=7)),
                    ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('written_at', models.DateTimeField()),
                    ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('checked_at', models.DateTimeField(null=True)),
                    ('is_shared', models.BooleanField(null=True)),
                    ('check_text', models.TextField(blank=True)),
                    ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('withdrawn_because', models.TextField(blank=True)),
                ],
                options={
                    'default_permissions': (),
                    'indexes': [
                        django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('title', 'text', config='english'), name='learning_point_words'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('check_text', ''), ('checked_at', None), ('checked_by', None), ('is_shared', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), ('is_shared__isnull', False)), _connector='OR'), name='learning_point_checked_whole'),
                        models.CheckConstraint(condition=models.Q(('checked_by', None), models.Q(('checked_by', models.F('written_by')), _negated=True), _connector='OR'), name='nobody_checks_their_own_learning_point'),
                        models.CheckConstraint(condition=models.Q(('is_shared', None), ('is_shared', True), models.Q(('check_text', ''), _negated=True), _connector='OR'), name='learning_point_kept_back_for_a_reason'),
                        models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_because', ''), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_because', ''), _negated=True)), _connector='OR'), name='learning_point_withdrawn_whole'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='LearningRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='pilots.learningpoint')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                    ('read_by', models.DateField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [
                        models.UniqueConstraint(fields=('point', 'unit'), name='point_asked_of_a_unit_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='LearningReading',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='pilots.learningpoint')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [
                        models.UniqueConstraint(fields=('point', 'user'), name='point_read_by_a_person_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Occasion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('measure', models.CharField(max_length=40)),
                    ('month', models.DateField()),
                    ('police_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                    ('cps_unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                    ('urgency', models.CharField(blank=True, choices=[('RED', 'Red: in custody, decision wanted now'), ('GREEN_PRIORITY', 'Green priority'), ('GREEN', 'Green')], max_length=14)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occasions', to='cases.case')),
                    ('about', models.UUIDField()),
                    ('counted_on', models.DateField()),
                    ('answers', models.TextField()),
                    ('look_at', models.DateTimeField(null=True)),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'indexes': [
                        models.Index(fields=['measure', 'month', 'police_unit', 'cps_unit', 'urgency'], include=('answers',), name='occasion_by_place'),
                        models.Index(condition=models.Q(('look_at__isnull', False)), fields=['look_at'], name='occasion_to_look_at'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('measure', 'about'), name='occasion_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='HistoricalPilot',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('name', models.CharField(db_index=True, max_length=80)),
                    ('strands', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('EARLY_ADVICE', 'Early advice'), ('ACTION_PLANS', 'Action-plan monitoring'), ('NFA_SCRUTINY', 'Scrutiny of no-further-action decisions'), ('VICTIM_SUPPORT', 'Victim support'), ('JOINT_LEARNING', 'Joint learning')], max_length=14), size=None)),
                    ('purpose', models.TextField()),
                    ('follow_up_days', models.PositiveSmallIntegerField()),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical pilot',
                    'verbose_name_plural': 'historical pilots',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Pilot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('strands', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('EARLY_ADVICE', 'Early advice'), ('ACTION_PLANS', 'Action-plan monitoring'), ('NFA_SCRUTINY', 'Scrutiny of no-further-action decisions'), ('VICTIM_SUPPORT', 'Victim support'), ('JOINT_LEARNING', 'Joint learning')], max_length=14), size=None)),
                    ('purpose', models.TextField()),
                    ('follow_up_days', models.PositiveSmallIntegerField()),
                    ('version', models.PositiveIntegerField(default=1)),
                ],
                options={
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='HistoricalPilotArea',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('is_comparator', models.BooleanField(default=False)),
                    ('starts_on', models.DateField(null=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('pilot', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pilots.pilot')),
                    ('area', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.agency')),
                    ('unit', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.unit')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical pilot area',
                    'verbose_name_plural': 'historical pilot areas',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='PilotArea',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='pilots.pilot')),
                    ('area', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                    ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pilot_areas', to='people.unit')),
                    ('is_comparator', models.BooleanField(default=False)),
                    ('starts_on', models.DateField(null=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('forces', models.ManyToManyField(related_name='+', to='people.agency')),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [
                        models.UniqueConstraint(fields=('pilot', 'area'), name='area_once_in_a_pilot'),
                        models.CheckConstraint(condition=models.Q(models.Q(('is_comparator', True), ('starts_on', None), ('unit', None)), models.Q(('starts_on__isnull', False), ('unit__isnull', False)), _connector='OR'), name='area_takes_part_or_is_compared_with'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RegisteredMeasure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='pilots.pilot')),
                    ('measure', models.CharField(max_length=40)),
                    ('definition', models.TextField()),
                    ('expected', models.CharField(choices=[('LESS', 'Less'), ('MORE', 'More'), ('NEITHER', 'No particular way')], max_length=7)),
                    ('because', models.TextField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [
                        models.UniqueConstraint(fields=('pilot', 'measure'), name='measure_registered_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SecondLook',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('suspect', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.suspect')),
                    ('panel_case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='second_look', to='pilots.panelcase')),
                    ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.decision')),
                    ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='victims.victimevent')),
                    ('side', models.CharField(choices=[('POLICE', 'Police'), ('CPS', 'CPS'), ('SUPPORT', 'Victim support'), ('LEARNING', 'Pilots and learning'), ('OVERSIGHT', 'Oversight')], max_length=9)),
                    ('why', models.TextField()),
                    ('deciders', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ('judges', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ('at', models.DateTimeField()),
                    ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('named_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('named_at', models.DateTimeField(null=True)),
                    ('outcome', models.CharField(blank=True, choices=[('STANDS', 'The decision is upheld'), ('CHANGED', 'The decision is overturned')], max_length=7)),
                    ('reasons', models.TextField(blank=True)),
                    ('looked_at', models.DateTimeField(null=True)),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('decision', None), ('event__isnull', False), ('side', 'POLICE')), models.Q(('decision__isnull', False), ('event', None), ('side', 'CPS')), _connector='OR'), name='second_look_is_at_one_decision'),
                        models.CheckConstraint(condition=models.Q(models.Q(('named_at', None), ('named_by', None), ('reviewer', None)), models.Q(('named_at__isnull', False), ('named_by__isnull', False), ('reviewer__isnull', False)), _connector='OR'), name='second_look_named_whole'),
                        models.CheckConstraint(condition=models.Q(models.Q(('looked_at', None), ('outcome', ''), ('reasons', '')), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('reasons', ''), _negated=True), ('looked_at__isnull', False), ('reviewer__isnull', False)), _connector='OR'), name='second_look_taken_whole'),
                    ],
                },
            ),
        ),
    ]
