"""The tables of who there is, what each may do, and what was read and written."""

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from people.migration_support.columns import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        Together(
            migrations.CreateModel(
                name='HistoricalAgency',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('name', models.CharField(db_index=True, max_length=80)),
                    ('side', models.CharField(choices=[('POLICE', 'Police'), ('CPS', 'CPS'), ('SUPPORT', 'Victim support'), ('LEARNING', 'Pilots and learning'), ('OVERSIGHT', 'Oversight')], max_length=9)),
                    ('force_code', models.CharField(blank=True, db_index=True, max_length=2, null=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('merged_into', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.agency')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical agency',
                    'verbose_name_plural': 'historical agencys',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Agency',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('side', models.CharField(choices=[('POLICE', 'Police'), ('CPS', 'CPS'), ('SUPPORT', 'Victim support'), ('LEARNING', 'Pilots and learning'), ('OVERSIGHT', 'Oversight')], max_length=9)),
                    ('force_code', models.CharField(blank=True, max_length=2, null=True, unique=True)),
                    ('merged_into', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='people.agency')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('areas', models.ManyToManyField(related_name='forces', through='people.AgencyArea', to='people.agency')),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='agency_is_merged_into_another'), models.CheckConstraint(condition=models.Q(('force_code', None), models.Q(('force_code__regex', '^[0-9]{2}$'), ('side', 'POLICE')), _connector='OR'), name='only_forces_have_a_code')],
                },
            ),
            migrations.CreateModel(
                name='AgencyArea',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('force', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.agency')),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.agency')),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('force', 'area'), name='area_once'), models.CheckConstraint(condition=models.Q(('force', models.F('area')), _negated=True), name='area_is_another')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalUnit',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('name', models.CharField(max_length=80)),
                    ('kind', models.CharField(choices=[('RASSO', 'RASSO unit'), ('CPS_DIRECT', 'CPS Direct'), ('VICTIM_LIAISON', 'Victim liaison unit'), ('ISVA_SERVICE', 'ISVA service'), ('PILOT_AREA', 'Pilot area'), ('ADMINISTRATION', 'Administration')], default='RASSO', max_length=20)),
                    ('area', models.CharField(blank=True, max_length=40)),
                    ('is_open', models.BooleanField(default=True)),
                    ('contact_name', models.CharField(blank=True, default='', max_length=80)),
                    ('contact_phone', models.CharField(blank=True, default='', max_length=20)),
                    ('charges_are_read_twice', models.BooleanField(db_default=False, default=False)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.agency')),
                    ('merged_into', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.unit')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical unit',
                    'verbose_name_plural': 'historical units',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Unit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='people.agency')),
                    ('name', models.CharField(max_length=80)),
                    ('kind', models.CharField(choices=[('RASSO', 'RASSO unit'), ('CPS_DIRECT', 'CPS Direct'), ('VICTIM_LIAISON', 'Victim liaison unit'), ('ISVA_SERVICE', 'ISVA service'), ('PILOT_AREA', 'Pilot area'), ('ADMINISTRATION', 'Administration')], default='RASSO', max_length=20)),
                    ('area', models.CharField(blank=True, max_length=40)),
                    ('is_open', models.BooleanField(default=True)),
                    ('contact_name', models.CharField(blank=True, default='', max_length=80)),
                    ('contact_phone', models.CharField(blank=True, default='', max_length=20)),
                    ('charges_are_read_twice', models.BooleanField(db_default=False, default=False)),
                    ('merged_into', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='people.unit')),
                    ('reference', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, unique=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                ],
                options={
                    'permissions': [('refer_cases', 'Prepares cases and refers them to the CPS'), ('supervise_cases', 'Supervises the unit’s investigations and signs off referrals'), ('inspect_cases', 'Inspector or above: takes up what the CPS refuses or leaves unresolved'), ('contact_victims', 'Victim contact officer: tells victims, and records contact'), ('triage_cases', 'Checks what the police submit'), ('manage_early_advice', 'Decides which requests for early advice are taken on'), ('allocate_cases', 'Allocates cases to prosecutors'), ('prosecute_cases', 'Advises and decides on charge'), ('liaise_with_victims', 'Victim liaison officer: tells victims, and records contact'), ('support_victims', 'ISVA: supports the victims assigned to them'), ('manage_support', 'Manages an ISVA service, and reads what its ISVAs record'), ('manage_pilot_area', 'Pilot-area manager: reads the area’s figures, never its cases'), ('convene_panels', 'Panel convener: draws the sample and leads the area’s panels'), ('sit_on_panels', 'Can be asked to sit on the area’s panels'), ('see_figures', 'Sees the unit’s figures, never its cases'), ('take_exports', 'Takes figures and reports that they read away as files'), ('administer_accounts', 'Manages agencies, units, people and their roles'), ('read_audit_log', 'Reads the log of who opened what'), ('exchange_cases', 'System of the agency: reads for the unit, acts for its people')],
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('agency', 'name'), name='unit_once'), models.CheckConstraint(condition=models.Q(('merged_into', None), ('is_open', False), _connector='OR'), name='merged_unit_is_closed'), models.CheckConstraint(condition=models.Q(models.Q(('contact_name', ''), ('contact_phone', '')), models.Q(models.Q(('contact_name', ''), _negated=True), models.Q(('contact_phone', ''), _negated=True)), _connector='OR'), name='unit_contact_is_whole'), models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='unit_is_merged_into_another')],
                },
            ),
            migrations.CreateModel(
                name='Human',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ],
                options={
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='HistoricalUser',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('email', models.EmailField(db_index=True, max_length=254)),
                    ('name', models.CharField(max_length=100)),
                    ('is_active', models.BooleanField(default=True)),
                    ('is_system', models.BooleanField(default=False, editable=False)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.agency')),
                    ('human', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.human')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical user',
                    'verbose_name_plural': 'historical users',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(max_length=254, unique=True)),
                    ('name', models.CharField(max_length=100)),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='people.agency')),
                    ('human', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='people.human')),
                    ('is_active', models.BooleanField(default=True)),
                    ('is_system', models.BooleanField(default=False, editable=False)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='email_is_lower'), models.CheckConstraint(condition=models.Q(('is_superuser', False)), name='nobody_is_superuser'), models.CheckConstraint(condition=models.Q(('is_system', False), ('password__startswith', '!'), _connector='OR'), name='system_has_no_password')],
                },
            ),
            migrations.CreateModel(
                name='AccessProposal',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('act', models.CharField(max_length=40)),
                    ('arguments', models.JSONField()),
                    ('reason', models.TextField(max_length=1000)),
                    ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='access_proposals', to='people.unit')),
                    ('proposed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposed_at', models.DateTimeField()),
                    ('status', models.CharField(choices=[('WAITING', 'Waiting for approval'), ('APPROVED', 'Approved, not carried out yet'), ('DONE', 'Approved and carried out'), ('REFUSED', 'Refused'), ('WITHDRAWN', 'Withdrawn'), ('TO_REVIEW', 'Done in an emergency, waiting for a review'), ('CONFIRMED', 'Done in an emergency, and confirmed'), ('UNDONE', 'Done in an emergency, and undone')], default='WAITING', max_length=9)),
                    ('settled_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('settled_text', models.TextField(blank=True, max_length=1000)),
                ],
                options={
                    'default_permissions': (),
                    'indexes': [models.Index(condition=models.Q(('status__in', ['WAITING', 'TO_REVIEW', 'APPROVED'])), fields=['proposed_at'], name='access_proposals_open'), models.Index(fields=['settled_at', 'id'], name='access_proposals_settled')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None), ('settled_text', ''), ('status__in', ['WAITING', 'TO_REVIEW'])), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), models.Q(('status__in', ['WAITING', 'TO_REVIEW']), _negated=True)), _connector='OR'), name='access_proposal_is_settled_by_someone'), models.CheckConstraint(condition=models.Q(models.Q(('settled_by', models.F('proposed_by')), ('status', 'WITHDRAWN')), models.Q(models.Q(('status', 'WITHDRAWN'), _negated=True), models.Q(('settled_by', models.F('proposed_by')), _negated=True)), ('settled_by', None), _connector='OR'), name='access_proposal_is_settled_by_another'), models.UniqueConstraint(condition=models.Q(('status', 'WAITING')), fields=('act', 'arguments'), name='access_is_proposed_once')],
                },
            ),
            migrations.CreateModel(
                name='System',
                fields=[
                    ('client_id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='system', to=settings.AUTH_USER_MODEL)),
                    ('secret', models.CharField(max_length=64)),
                    ('version', models.PositiveIntegerField(default=1)),
                ],
                options={
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='Token',
                fields=[
                    ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='people.system')),
                    ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                    ('issued_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('issued_at'))), name='token_expires')],
                },
            ),
            migrations.CreateModel(
                name='StoredResponse',
                fields=[
                    ('pk', models.CompositePrimaryKey('system_id', 'key', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('system', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.system')),
                    ('key', models.CharField(max_length=80)),
                    ('asked', models.CharField(max_length=64)),
                    ('status', models.PositiveSmallIntegerField()),
                    ('answer', models.JSONField()),
                    ('at', models.DateTimeField(db_index=True)),
                ],
                options={
                    'db_table': 'people_answered',
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='CallCount',
                fields=[
                    ('system', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='people.system')),
                    ('since', models.DateTimeField()),
                    ('n', models.PositiveIntegerField()),
                ],
                options={
                    'db_table': 'people_calls',
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='AuditEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('operation', models.CharField(choices=[('collection', 'Recorded'), ('alteration', 'Changed'), ('consultation', 'Opened'), ('disclosure', 'Sent or downloaded'), ('combination', 'Combined'), ('erasure', 'Erased'), ('sign-in', 'Signing in and out')], max_length=12)),
                    ('verb', models.CharField(max_length=60)),
                    ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('system', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.system')),
                    ('capacities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                    ('kind', models.CharField(blank=True, max_length=60)),
                    ('ids', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=36), default=list, size=None)),
                    ('case_id', models.UUIDField(null=True)),
                    ('refused', models.CharField(blank=True, max_length=300)),
                    ('sought', models.CharField(blank=True, max_length=64)),
                    ('content', models.CharField(blank=True, max_length=64)),
                    ('address', models.GenericIPAddressField(null=True)),
                ],
                options={
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['at', 'id'], name='audit_at'), models.Index(fields=['user', 'at', 'id'], name='audit_user'), models.Index(fields=['case_id', 'at', 'id'], name='audit_case'), models.Index(condition=models.Q(('system__isnull', False)), fields=['system', 'at', 'id'], name='audit_system'), models.Index(condition=models.Q(('refused', ''), _negated=True), fields=['user', 'at'], name='audit_refused')],
                },
            ),
            migrations.CreateModel(
                name='Draft',
                fields=[
                    ('pk', models.CompositePrimaryKey('user_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('id', models.UUIDField()),
                    ('key', models.CharField(max_length=120)),
                    ('sealed', models.BinaryField()),
                    ('saved_at', models.DateTimeField()),
                    ('is_signed_out', models.BooleanField(default=False)),
                ],
                options={
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='HistoricalUnitGrant',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('granted_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(null=True)),
                    ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('permission', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='auth.permission')),
                    ('granted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('content_object', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.unit')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical unit grant',
                    'verbose_name_plural': 'historical unit grants',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='UnitGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to=settings.AUTH_USER_MODEL)),
                    ('permission', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                    ('granted_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('granted_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(null=True)),
                    ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='people.unit')),
                ],
                options={
                    'unique_together': {('user', 'permission', 'content_object')},
                    'abstract': False,
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='IdempotencyKey',
                fields=[
                    ('pk', models.CompositePrimaryKey('user_id', 'key', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('key', models.UUIDField()),
                    ('verb', models.CharField(max_length=60)),
                    ('outcome', models.CharField(blank=True, max_length=36)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'db_table': 'people_posted',
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='InsiderAlert',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('rule', models.CharField(max_length=40)),
                    ('key', models.CharField(max_length=64)),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('about', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, size=None)),
                    ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                    ('entries', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ('number', models.PositiveIntegerField()),
                    ('happened_at', models.DateTimeField()),
                    ('found_at', models.DateTimeField()),
                    ('reminded_on', models.DateField(null=True)),
                    ('outcome', models.CharField(blank=True, choices=[('WORK', 'It was their work'), ('SPOKEN', 'It was not, and I have spoken with them'), ('PASSED_ON', 'I have passed it on to professional standards or security')], max_length=9)),
                    ('answer_text', models.TextField(blank=True, max_length=500)),
                    ('answered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('answered_at', models.DateTimeField(null=True)),
                ],
                options={
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['unit', 'found_at'], name='alerts_of_unit'), models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['found_at'], name='alerts_open')],
                    'constraints': [models.UniqueConstraint(fields=('rule', 'person', 'key'), name='found_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer_text', ''), ('answered_at', None), ('answered_by', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('answer_text', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='alert_is_answered_whole')],
                },
            ),
            migrations.CreateModel(
                name='LinkedSignIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='linked_sign_ins', to=settings.AUTH_USER_MODEL)),
                    ('issuer', models.CharField(max_length=500)),
                    ('subject', models.CharField(max_length=255)),
                    ('linked_at', models.DateTimeField()),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('issuer', 'subject'), name='one_account_of_a_sign_in'), models.UniqueConstraint(fields=('user', 'issuer'), name='one_sign_in_of_an_issuer')],
                },
            ),
            migrations.CreateModel(
                name='ReadingRequest',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('limit', models.CharField(choices=[('RECORDS', 'Cases and other records'), ('VICTIMS', 'Victims’ records'), ('REVEALS', 'Victims’ names and details'), ('LISTED', 'Rows of lists'), ('DOWNLOADS', 'Downloads from cases'), ('EXPORTS', 'Downloads of figures and reports')], max_length=9)),
                    ('an_hour', models.PositiveIntegerField()),
                    ('hours', models.PositiveSmallIntegerField()),
                    ('reason', models.TextField(max_length=500)),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                    ('at', models.DateTimeField()),
                    ('authors', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, size=None)),
                    ('status', models.CharField(choices=[('WAITING', 'Waiting for a leader'), ('APPROVED', 'Approved'), ('REFUSED', 'Refused'), ('WITHDRAWN', 'Withdrawn')], default='WAITING', max_length=9)),
                    ('settled_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('settled_text', models.TextField(blank=True, max_length=500)),
                    ('until', models.DateTimeField(null=True)),
                ],
                options={
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['unit', 'at'], name='reading_requests_of_unit'), models.Index(fields=['by', 'at'], name='reading_requests_of_person')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), ('an_hour__gt', 0), ('hours__gt', 0)), name='reading_request_asks_for_something'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None), ('status', 'WAITING'), ('until', None)), models.Q(('settled_by__isnull', False), ('status', 'APPROVED'), ('until__gt', models.F('settled_at'))), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), ('status__in', ['REFUSED', 'WITHDRAWN']), ('until', None)), _connector='OR'), name='reading_request_is_settled_whole'), models.UniqueConstraint(condition=models.Q(('status', 'WAITING')), fields=('by', 'limit'), name='one_reading_request_waits')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalRoute',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('is_urgent', models.BooleanField(default=False)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('police_unit', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.unit')),
                    ('cps_unit', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.unit')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical route',
                    'verbose_name_plural': 'historical routes',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Route',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('police_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='people.unit')),
                    ('cps_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                    ('is_urgent', models.BooleanField(default=False)),
                    ('version', models.PositiveIntegerField(default=1)),
                ],
                options={
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('police_unit', 'is_urgent'), name='route_once')],
                },
            ),
            migrations.CreateModel(
                name='UnsealedEntry',
                fields=[
                    ('entry_id', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('version', models.SmallIntegerField()),
                    ('leaf', models.BinaryField()),
                    ('since', models.DateTimeField()),
                ],
                options={
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='SealedEntry',
                fields=[
                    ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('entry_id', models.BigIntegerField(unique=True)),
                    ('version', models.SmallIntegerField()),
                    ('leaf', models.BinaryField()),
                ],
                options={
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='TreeNode',
                fields=[
                    ('pk', models.CompositePrimaryKey('level', 'index', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('level', models.SmallIntegerField()),
                    ('index', models.BigIntegerField()),
                    ('hash', models.BinaryField()),
                ],
                options={
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='SignedHead',
                fields=[
                    ('size', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('root', models.BinaryField()),
                    ('at', models.DateTimeField()),
                    ('note', models.TextField()),
                ],
                options={
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='CoSignature',
                fields=[
                    ('pk', models.CompositePrimaryKey('name', 'size', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=200)),
                    ('size', models.BigIntegerField()),
                    ('line', models.TextField()),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='Session',
                fields=[
                    ('session_data', models.TextField(verbose_name='session data')),
                    ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                    ('session_key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'session',
                    'verbose_name_plural': 'sessions',
                    'abstract': False,
                    'default_permissions': (),
                },
            ),
        ),
    ]
