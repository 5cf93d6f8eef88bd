"""A victim asks for a decision to be reviewed. What was asked stays; nobody reviews her own decision."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, own_id, to

SIDES = [
    ("POLICE", "Police"),
    ("CPS", "CPS"),
    ("SUPPORT", "Victim support"),
    ("LEARNING", "Pilots and learning"),
    ("OVERSIGHT", "Oversight"),
]

FIXED = (
    "case_id", "record_id", "suspect_id", "reviewed", "side", "decision_id", "deciders",
    "decided_on", "told_on", "asked_on", "ask_by", "ask_rule", "exceptional_because",
    "is_interviewed", "is_charged_in_part", "asked_not_to_proceed", "reasons", "by_id", "at",
)  # fmt: skip
ANOTHER_REVIEWS = """
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
THE_SAME_REVIEWS = "DROP FUNCTION refuse_decider_as_reviewer CASCADE"


TABLES = Together(
    migrations.CreateModel(
        name="RightToReview",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="rights_to_review")),
            ("record", to("victims.victimrecord", related_name="rights_to_review")),
            ("suspect", to("cases.suspect")),
            (
                "only_side",
                models.CharField(
                    blank=True, choices=SIDES, db_default="", editable=False, max_length=9
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
                        ("CPS_NO_EVIDENCE", "The CPS offered no evidence, and there was a verdict"),
                        (
                            "CPS_MEANS_TO_STOP",
                            "The CPS intends to stop the case, and has not yet done so",
                        ),
                    ],
                    max_length=20,
                ),
            ),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("decision", to("cases.decision", null=True)),
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
                            ("NOT_INTERVIEWED", "The suspect was not interviewed under caution."),
                            ("OTHER_CHARGE", "The suspect was charged, with something else."),
                            ("OUT_OF_COURT", "The suspect was dealt with out of court."),
                            (
                                "SOME_CHARGED",
                                "Some suspects or allegations were charged, and some not.",
                            ),
                            ("WITHDREW", "The victim had withdrawn their support."),
                            ("NOT_TO_PROCEED", "The victim had asked for the case not to go on."),
                            ("TOO_LATE", "The time to ask had run out."),
                            (
                                "NO_PILOT",
                                "A case is reviewed before it is stopped in pilot areas only.",
                            ),
                        ],
                        max_length=15,
                    ),
                    default=list,
                    size=None,
                ),
            ),
            ("by", to(settings.AUTH_USER_MODEL)),
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
            ("reviewer", to(settings.AUTH_USER_MODEL, null=True)),
            (
                "outcome",
                models.CharField(
                    blank=True,
                    choices=[
                        ("STANDS", "The decision is upheld"),
                        ("OVERTURNED", "The decision is overturned"),
                        ("APOLOGY", "The decision was wrong and cannot be undone: an apology"),
                    ],
                    max_length=10,
                ),
            ),
            ("clock", to("timeliness.clock", null=True)),
            ("version", models.PositiveIntegerField(default=1)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["record", "-at"], name="right_by_record"),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(
                        (
                            "status__in",
                            frozenset(["ACKNOWLEDGED", "ASKED", "DECIDED", "WITH_REVIEWER"]),
                        )
                    ),
                    fields=("record", "suspect"),
                    name="one_review_asked_about_a_suspect",
                ),
                models.UniqueConstraint(
                    condition=models.Q(
                        (
                            "status__in",
                            frozenset(
                                ["ACKNOWLEDGED", "ASKED", "DECIDED", "TOLD", "WITH_REVIEWER"]
                            ),
                        )
                    ),
                    fields=("record", "decision"),
                    name="a_decision_is_reviewed_once_for_a_victim",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("asked_on__gte", models.F("told_on")),
                        ("told_on__gte", models.F("decided_on")),
                    ),
                    name="review_asked_in_order",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("status", "NOT_ELIGIBLE"), models.Q(("reasons", []), _negated=True)
                        ),
                        models.Q(
                            models.Q(("status", "NOT_ELIGIBLE"), _negated=True), ("reasons", [])
                        ),
                        _connector="OR",
                    ),
                    name="not_within_the_scheme_for_a_reason",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("reviewer__isnull", False),
                        models.Q(
                            ("status__in", ["WITH_REVIEWER", "DECIDED", "TOLD"]), _negated=True
                        ),
                        _connector="OR",
                    ),
                    name="review_has_a_reviewer",
                ),
                models.CheckConstraint(
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
                models.CheckConstraint(
                    condition=models.Q(
                        ("outcome", "OVERTURNED"), ("reviewed", "CPS_NO_EVIDENCE"), _negated=True
                    ),
                    name="a_verdict_is_never_overturned",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReviewStep",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="review_steps")),
            ("right", to("victims.righttoreview", related_name="steps")),
            ("verb", models.CharField(max_length=40)),
            ("on", models.DateField()),
            ("person", to(settings.AUTH_USER_MODEL, null=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["right", "at"], name="step_by_right"),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReviewersReasons",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="reviewers_reasons")),
            (
                "right",
                models.OneToOneField(
                    on_delete=models.PROTECT,
                    related_name="reviewers_reasons",
                    to="victims.righttoreview",
                ),
            ),
            ("text", models.TextField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("text", ""), _negated=True), name="a_review_says_why"
                ),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [("victims", "0005_meetings")]
    dependencies = [("victims", "0004_letters_and_meetings")]

    operations = [
TABLES,
nothing_goes("victims_righttoreview", *FIXED),
migrations.RunSQL(ANOTHER_REVIEWS, THE_SAME_REVIEWS),
only_grows("victims_reviewstep", "victims_reviewersreasons"),
]  # fmt: skip
