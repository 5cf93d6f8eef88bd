"""Early advice: what is asked, each step about it, and the advice. What was said stays."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0020_second_readers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='case',
            options={'default_permissions': (), 'permissions': [('officer_in_case', 'Officer in the case'), ('reviewing_prosecutor', 'Reviewing prosecutor'), ('covering_prosecutor', 'Prosecutor covering for the reviewing prosecutor'), ('early_adviser', 'Prosecutor who gives early advice'), ('allowed_on_case', 'Allowed on a restricted case')]},
        ),
        migrations.AlterField(
            model_name='historicalsuspect',
            name='state',
            field=models.CharField(choices=[('INVESTIGATING', 'Under investigation'), ('ADVICE_SIGN_OFF', 'Early advice: waiting for sign-off'), ('ADVICE_TRIAGE', 'Early advice: with CPS triage'), ('ADVICE_MANAGER', 'Early advice: with the manager'), ('ADVICE_ADVISER', 'Early advice: with the adviser'), ('ADVICE_RETURNED', 'Early advice: returned at triage'), ('ADVICE_REFUSED', 'Early advice: refused by the manager'), ('AWAITING_SIGN_OFF', 'Waiting for supervisor’s sign-off'), ('TRIAGE', 'With CPS triage'), ('RETURNED', 'Returned at triage'), ('READY_TO_ALLOCATE', 'Ready to allocate'), ('WITH_PROSECUTOR', 'With the prosecutor'), ('ACTION_PLAN', 'Action plan set'), ('CHARGE_AUTHORISED', 'Charge authorised'), ('CHARGED', 'Charged'), ('NO_FURTHER_ACTION', 'No further action')], default='INVESTIGATING', max_length=20),
        ),
        migrations.AlterField(
            model_name='suspect',
            name='state',
            field=models.CharField(choices=[('INVESTIGATING', 'Under investigation'), ('ADVICE_SIGN_OFF', 'Early advice: waiting for sign-off'), ('ADVICE_TRIAGE', 'Early advice: with CPS triage'), ('ADVICE_MANAGER', 'Early advice: with the manager'), ('ADVICE_ADVISER', 'Early advice: with the adviser'), ('ADVICE_RETURNED', 'Early advice: returned at triage'), ('ADVICE_REFUSED', 'Early advice: refused by the manager'), ('AWAITING_SIGN_OFF', 'Waiting for supervisor’s sign-off'), ('TRIAGE', 'With CPS triage'), ('RETURNED', 'Returned at triage'), ('READY_TO_ALLOCATE', 'Ready to allocate'), ('WITH_PROSECUTOR', 'With the prosecutor'), ('ACTION_PLAN', 'Action plan set'), ('CHARGE_AUTHORISED', 'Charge authorised'), ('CHARGED', 'Charged'), ('NO_FURTHER_ACTION', 'No further action')], default='INVESTIGATING', max_length=20),
        ),
        migrations.AlterField(
            model_name='turn',
            name='state',
            field=models.CharField(choices=[('INVESTIGATING', 'Under investigation'), ('ADVICE_SIGN_OFF', 'Early advice: waiting for sign-off'), ('ADVICE_TRIAGE', 'Early advice: with CPS triage'), ('ADVICE_MANAGER', 'Early advice: with the manager'), ('ADVICE_ADVISER', 'Early advice: with the adviser'), ('ADVICE_RETURNED', 'Early advice: returned at triage'), ('ADVICE_REFUSED', 'Early advice: refused by the manager'), ('AWAITING_SIGN_OFF', 'Waiting for supervisor’s sign-off'), ('TRIAGE', 'With CPS triage'), ('RETURNED', 'Returned at triage'), ('READY_TO_ALLOCATE', 'Ready to allocate'), ('WITH_PROSECUTOR', 'With the prosecutor'), ('ACTION_PLAN', 'Action plan set'), ('CHARGE_AUTHORISED', 'Charge authorised'), ('CHARGED', 'Charged'), ('NO_FURTHER_ACTION', 'No further action')], max_length=20),
        ),
        migrations.CreateModel(
            name='EarlyAdvice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('AWAITING_SIGN_OFF', 'Waiting for sign-off'), ('SENT_BACK', 'Sent back by the supervisor'), ('SUBMITTED', 'With CPS triage'), ('RETURNED', 'Returned at triage'), ('WITH_MANAGER', 'With the early-advice manager'), ('REFUSED', 'Refused by the early-advice manager'), ('WITH_ADVISER', 'With the adviser'), ('GIVEN', 'Advice given'), ('REPLIED', 'Refused, and the police have replied'), ('WITHDRAWN', 'Withdrawn')], default='AWAITING_SIGN_OFF', max_length=20)),
                ('number', models.PositiveSmallIntegerField(null=True)),
                ('only_side', models.CharField(blank=True, choices=[('POLICE', 'Police'), ('CPS', 'CPS'), ('OVERSIGHT', 'Oversight')], default='POLICE', editable=False, max_length=9)),
                ('summary', models.TextField()),
                ('lines_done', models.TextField()),
                ('lines_under_way', models.TextField()),
                ('lines_contemplated', models.TextField()),
                ('expected', models.TextField()),
                ('issues', models.TextField()),
                ('evidence', models.TextField()),
                ('disclosable', models.TextField()),
                ('questions', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('written_at', models.DateTimeField()),
                ('writers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('sent_at', models.DateTimeField(null=True)),
                ('adviser', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='early_advice', to='cases.case')),
                ('suspects', models.ManyToManyField(related_name='early_advice', to='cases.suspect')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AdviceStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('verb', models.CharField(max_length=40)),
                ('text', models.TextField(blank=True)),
                ('reply_by', models.DateField(null=True)),
                ('side', models.CharField(choices=[('POLICE', 'Police'), ('CPS', 'CPS'), ('OVERSIGHT', 'Oversight')], max_length=9)),
                ('only_side', models.CharField(blank=True, choices=[('POLICE', 'Police'), ('CPS', 'CPS'), ('OVERSIGHT', 'Oversight')], editable=False, max_length=9)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advice_steps', to='cases.case')),
                ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('advice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='cases.earlyadvice')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='GivenAdvice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('answers', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('lines', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('evidence', models.TextField()),
                ('strategy', models.TextField()),
                ('third_party', models.TextField()),
                ('at', models.DateTimeField()),
                ('advice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='cases.earlyadvice')),
                ('allegations', models.ManyToManyField(related_name='given_advice', to='cases.allegation')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given_advice', to='cases.case')),
                ('other_offence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.offence')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='earlyadvice',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='advice_number_once'),
        ),
        migrations.AddConstraint(
            model_name='earlyadvice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', None), ('only_side', 'POLICE'), ('sent_at', None)), models.Q(('number__isnull', False), ('only_side', ''), ('sent_at__isnull', False)), _connector='OR'), name='advice_asked_by_sign_off'),
        ),
        migrations.AddConstraint(
            model_name='earlyadvice',
            constraint=models.CheckConstraint(condition=models.Q(('adviser__isnull', False), models.Q(('status__in', ['WITH_ADVISER', 'GIVEN']), _negated=True), _connector='OR'), name='adviser_is_named'),
        ),
        migrations.AddConstraint(
            model_name='earlyadvice',
            constraint=models.CheckConstraint(condition=models.Q(('questions__len__gt', 0)), name='advice_asks_something'),
        ),
        migrations.AddIndex(
            model_name='advicestep',
            index=models.Index(fields=['advice', 'at'], name='advice_step_by_advice'),
        ),
        migrations.AddConstraint(
            model_name='givenadvice',
            constraint=models.CheckConstraint(condition=models.Q(('lines__len__gt', 0)), name='advice_follows_a_line'),
        ),
        nothing_goes(
            "cases_earlyadvice", "case_id", "summary", "lines_done", "lines_under_way",
            "lines_contemplated", "expected", "issues", "evidence", "disclosable", "questions",
            "written_by_id", "written_at", "writers",
        ),
        only_grows(
            "cases_earlyadvice_suspects",
            "cases_advicestep",
            "cases_givenadvice",
            "cases_givenadvice_allegations",
        ),
    ]  # fmt: skip
