"""A victim asks for a decision to be reviewed. What was asked stays; nobody reviews her own decision."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows

FIXED = (
    "case_id", "record_id", "suspect_id", "reviewed", "side", "decision_id", "deciders",
    "decided_on", "told_on", "asked_on", "ask_by", "ask_rule", "exceptional_because",
    "is_interviewed", "is_charged_in_part", "asked_not_to_proceed", "reasons", "by_id", "at",
)  # fmt: skip
FORWARDS = """
CREATE FUNCTION right_copies_suspect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT only_side INTO NEW.only_side FROM cases_suspect WHERE id = NEW.suspect_id FOR SHARE;
    RETURN NEW;
END $$;
CREATE TRIGGER right_copies_suspect BEFORE INSERT OR UPDATE OF only_side
    ON victims_righttoreview FOR EACH ROW EXECUTE FUNCTION right_copies_suspect();

CREATE FUNCTION suspect_tells_rights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE victims_righttoreview SET only_side = NEW.only_side WHERE suspect_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER suspect_tells_rights AFTER UPDATE OF only_side ON cases_suspect
    FOR EACH ROW WHEN (OLD.only_side IS DISTINCT FROM NEW.only_side)
    EXECUTE FUNCTION suspect_tells_rights();

CREATE FUNCTION refuse_decider_as_reviewer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_user reviewer JOIN people_user decider ON decider.id = ANY (NEW.deciders)
        WHERE reviewer.id = NEW.reviewer_id
          AND (reviewer.id = decider.id OR reviewer.human_id = decider.human_id)
    ) THEN
        RAISE EXCEPTION 'the reviewer is one of those who decided'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER another_reviews BEFORE INSERT OR UPDATE OF reviewer_id ON victims_righttoreview
    FOR EACH ROW WHEN (NEW.reviewer_id IS NOT NULL) EXECUTE FUNCTION refuse_decider_as_reviewer();
"""
BACKWARDS = """
DROP FUNCTION right_copies_suspect, suspect_tells_rights, refuse_decider_as_reviewer CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0043_sides"),
        ("timeliness", "0001_initial"),
        ("victims", "0003_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RightToReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "only_side",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("POLICE", "Police"),
                            ("CPS", "CPS"),
                            ("SUPPORT", "Victim support"),
                            ("OVERSIGHT", "Oversight"),
                        ],
                        db_default="",
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "reviewed",
                    models.CharField(
                        choices=[
                            ("POLICE_NO_CHARGE", "The police did not charge or refer"),
                            ("POLICE_OTHER_CHARGE", "The police charged something else"),
                            ("POLICE_OUT_OF_COURT", "The police dealt with it out of court"),
                            ("CPS_NO_CHARGE", "The CPS decided on no further action"),
                            ("CPS_LESS_CHARGED", "The CPS charged less, or something else"),
                            ("CPS_DISCONTINUED", "The CPS stopped the case"),
                            (
                                "CPS_NO_EVIDENCE",
                                "The CPS offered no evidence, and there was a verdict",
                            ),
                            (
                                "CPS_MEANS_TO_STOP",
                                "The CPS means to stop the case, and has not yet",
                            ),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("POLICE", "Police"),
                            ("CPS", "CPS"),
                            ("SUPPORT", "Victim support"),
                            ("OVERSIGHT", "Oversight"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "deciders",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("decided_on", models.DateField()),
                ("told_on", models.DateField()),
                ("asked_on", models.DateField()),
                ("ask_by", models.DateField()),
                ("ask_rule", models.CharField(max_length=120)),
                ("exceptional_because", models.TextField(blank=True)),
                ("is_interviewed", models.BooleanField(null=True)),
                ("is_charged_in_part", models.BooleanField()),
                ("asked_not_to_proceed", models.BooleanField()),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                (
                                    "NOT_INTERVIEWED",
                                    "The suspect was not interviewed under caution.",
                                ),
                                ("OTHER_CHARGE", "The suspect was charged, with something else."),
                                ("OUT_OF_COURT", "The suspect was dealt with out of court."),
                                (
                                    "SOME_CHARGED",
                                    "Some suspects or allegations were charged, and some not.",
                                ),
                                ("WITHDREW", "The victim had withdrawn their support."),
                                (
                                    "NOT_TO_PROCEED",
                                    "The victim had asked for the case not to go on.",
                                ),
                                ("TOO_LATE", "The time to ask had run out."),
                                (
                                    "NO_PILOT",
                                    "A case is reviewed before it is stopped in pilot areas alone.",
                                ),
                            ],
                            max_length=15,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ASKED", "Asked for"),
                            ("NOT_ELIGIBLE", "Not within the scheme"),
                            ("ACKNOWLEDGED", "Acknowledged"),
                            ("WITH_REVIEWER", "With the reviewer"),
                            ("DECIDED", "Reviewed: the victim is to be told"),
                            ("TOLD", "Reviewed, and the victim told"),
                            ("WITHDRAWN", "Withdrawn by the victim"),
                        ],
                        editable=False,
                        max_length=13,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("STANDS", "The decision stands"),
                            ("OVERTURNED", "The decision is overturned"),
                            ("APOLOGY", "The decision was wrong and cannot be undone: an apology"),
                        ],
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rights_to_review",
                        to="cases.case",
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timeliness.clock",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.decision",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rights_to_review",
                        to="victims.victimrecord",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "suspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.suspect",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReviewStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("verb", models.CharField(max_length=40)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_steps",
                        to="cases.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="victims.righttoreview",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReviewersReasons",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewers_reasons",
                        to="cases.case",
                    ),
                ),
                (
                    "right",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewers_reasons",
                        to="victims.righttoreview",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="righttoreview",
            index=models.Index(fields=["record", "-at"], name="right_by_record"),
        ),
        migrations.AddConstraint(
            model_name="righttoreview",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("status__in", frozenset(["ACKNOWLEDGED", "ASKED", "DECIDED", "WITH_REVIEWER"]))
                ),
                fields=("record", "suspect"),
                name="one_review_asked_about_a_suspect",
            ),
        ),
        migrations.AddConstraint(
            model_name="righttoreview",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        frozenset(["ACKNOWLEDGED", "ASKED", "DECIDED", "TOLD", "WITH_REVIEWER"]),
                    )
                ),
                fields=("record", "decision"),
                name="a_decision_is_reviewed_once_for_a_victim",
            ),
        ),
        migrations.AddConstraint(
            model_name="righttoreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asked_on__gte", models.F("told_on")), ("told_on__gte", models.F("decided_on"))
                ),
                name="review_asked_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="righttoreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "NOT_ELIGIBLE"), models.Q(("reasons", []), _negated=True)),
                    models.Q(models.Q(("status", "NOT_ELIGIBLE"), _negated=True), ("reasons", [])),
                    _connector="OR",
                ),
                name="not_within_the_scheme_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="righttoreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewer__isnull", False),
                    models.Q(("status__in", ["WITH_REVIEWER", "DECIDED", "TOLD"]), _negated=True),
                    _connector="OR",
                ),
                name="review_has_a_reviewer",
            ),
        ),
        migrations.AddConstraint(
            model_name="righttoreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ["DECIDED", "TOLD"]),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("status__in", ["DECIDED", "TOLD"]), _negated=True),
                        ("outcome", ""),
                    ),
                    _connector="OR",
                ),
                name="review_has_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="righttoreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", "OVERTURNED"), ("reviewed", "CPS_NO_EVIDENCE"), _negated=True
                ),
                name="a_verdict_is_never_overturned",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewstep",
            index=models.Index(fields=["right", "at"], name="step_by_right"),
        ),
        migrations.AddConstraint(
            model_name="reviewersreasons",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_review_says_why"
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
        nothing_goes("victims_righttoreview", *FIXED),
        only_grows("victims_reviewstep", "victims_reviewersreasons"),
    ]
