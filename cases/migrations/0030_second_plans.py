"""
A second action plan after a full-code submission is approved by a manager before it is sent.

What was written is fixed, and no judge is one of its authors, under any account. Reviews from
before that have no plan yet learn whether one set now would be a second.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes

ANOTHER_JUDGES = """
CREATE FUNCTION refuse_own_judge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_user judge JOIN people_user author ON author.id = ANY (NEW.authors)
        WHERE judge.id = NEW.judged_by_id
          AND (judge.id = author.id OR judge.human_id = author.human_id)
    ) THEN
        RAISE EXCEPTION 'the judge of a plan is one of its authors'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER another_judges BEFORE INSERT OR UPDATE OF judged_by_id ON cases_proposedplan
    FOR EACH ROW WHEN (NEW.judged_by_id IS NOT NULL) EXECUTE FUNCTION refuse_own_judge();
CREATE TRIGGER never_judged_anew BEFORE UPDATE OF judgement, judged_by_id, judged_at
    ON cases_proposedplan FOR EACH ROW WHEN (OLD.judged_at IS NOT NULL)
    EXECUTE FUNCTION refuse_change();
"""
THE_SAME_JUDGES = """
DROP TRIGGER never_judged_anew ON cases_proposedplan;
DROP TRIGGER another_judges ON cases_proposedplan;
DROP FUNCTION refuse_own_judge;
"""
ALREADY_PLANNED = """
UPDATE cases_review SET second_since = found.first FROM (
    SELECT about.review_id, min(plan.set_at) AS first
    FROM cases_review_suspects about
    JOIN cases_actionitem_suspects named USING (suspect_id)
    JOIN cases_actionitem item ON item.id = named.actionitem_id
    JOIN cases_actionplan plan ON plan.id = item.plan_id
    WHERE EXISTS (
        SELECT FROM cases_referral_suspects sent JOIN cases_referral ON cases_referral.id = referral_id
        WHERE sent.suspect_id = about.suspect_id
          AND code_test = 'FULL' AND signed_off_at <= plan.set_at
    ) GROUP BY about.review_id
) found WHERE found.review_id = cases_review.id AND NOT has_plan;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0029_no_advice_because"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='review',
            name='second_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='ProposedPlan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('items', models.JSONField()),
                ('why', models.TextField()),
                ('only_side', models.CharField(choices=[('POLICE', 'Police'), ('CPS', 'CPS'), ('OVERSIGHT', 'Oversight')], default='CPS', editable=False, max_length=9)),
                ('authors', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('at', models.DateTimeField()),
                ('status', models.CharField(choices=[('WAITING', 'Waiting for approval'), ('APPROVED', 'Approved, not sent yet'), ('DECLINED', 'Not approved'), ('REPLACED', 'Replaced by a later wording'), ('SENT', 'Sent to the police')], default='WAITING', max_length=8)),
                ('judgement', models.TextField(blank=True)),
                ('judged_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposed_plans', to='cases.case')),
                ('judged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposed', to='cases.actionplan')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposed_plans', to='cases.review')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('review', 'number'), name='wording_of_a_plan_once'), models.UniqueConstraint(condition=models.Q(('status__in', ['APPROVED', 'WAITING'])), fields=('review',), name='one_wording_of_a_plan_at_a_time'), models.CheckConstraint(condition=models.Q(('only_side', 'CPS')), name='proposed_plan_is_of_the_cps'), models.CheckConstraint(condition=models.Q(models.Q(('judged_at', None), ('judged_by', None), ('judgement', ''), models.Q(('status__in', ['APPROVED', 'DECLINED', 'SENT']), _negated=True)), models.Q(models.Q(('judgement', ''), _negated=True), ('judged_at__isnull', False), ('judged_by__isnull', False), models.Q(('status', 'WAITING'), _negated=True)), _connector='OR'), name='proposed_plan_judged_whole'), models.CheckConstraint(condition=models.Q(models.Q(('plan', None), models.Q(('status', 'SENT'), _negated=True)), models.Q(('plan__isnull', False), ('status', 'SENT')), _connector='OR'), name='a_sent_plan_was_approved')],
            },
        ),
        nothing_goes(
            "cases_proposedplan", "case_id", "review_id", "number", "items", "why", "only_side", "by_id", "authors",
            "at",
        ),
        migrations.RunSQL(ANOTHER_JUDGES, THE_SAME_JUDGES),
        migrations.RunSQL(ALREADY_PLANNED, migrations.RunSQL.noop),
    ]  # fmt: skip
