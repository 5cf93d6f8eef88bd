"""
Reviews and the action plans set with them; each version of what an action asked, what was answered
and what the police question. What was written is fixed, and no judge of a second plan is one of its
authors, under any account. Standard wordings are kept by each CPS Area.
"""

import uuid

import django.contrib.postgres.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from people.ledgers import also_fixed, nothing_goes, only_grows
from people.tables import Together, own_id, to

CATEGORIES = [
    ("DOCUMENTS", "Documents and forms"),
    ("FOOTAGE", "Footage"),
    ("STATEMENTS", "Statements"),
    ("FORENSIC", "Forensic evidence"),
    ("MEDICAL", "Medical evidence"),
    ("RECORDS", "Records"),
    ("EXHIBITS", "Exhibits"),
    ("OTHER", "Other"),
]
WEIGHTS = [
    ("ESSENTIAL", "Essential"),
    ("DESIRABLE", "Desirable"),
]
ITEM_STATUSES = [
    ("OPEN", "Waiting for the police"),
    ("ANSWERED", "Answered, not yet accepted"),
    ("ACCEPTED", "Accepted"),
    ("CANCELLED", "Cancelled"),
]
ANSWERS = [
    ("DONE", "Done"),
    ("CANNOT", "Cannot be provided"),
]
SIDES = [
    ("POLICE", "Police"),
    ("CPS", "CPS"),
    ("SUPPORT", "Victim support"),
    ("LEARNING", "Pilots and learning"),
    ("OVERSIGHT", "Oversight"),
]
CHALLENGE_STATUSES = [
    ("ASKED", "Questioned: the CPS answers"),
    ("HELD", "Questioned: the prosecutor keeps the action"),
    ("UP", "Questioned: two named people resolve it"),
    ("PROPOSED", "Questioned: an outcome is proposed"),
    ("UNSETTLED", "Questioned: the two named did not agree"),
    ("ANSWERED", "Answered"),
    ("SETTLED", "Resolved by two named people"),
    ("WITHDRAWN", "Withdrawn"),
    ("DROPPED", "Ended with the action"),
]

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


TABLES = Together(
    migrations.CreateModel(
        name="Wording",
        fields=[
            own_id(),
            ("agency", to("people.agency", related_name="wordings")),
            ("category", models.CharField(max_length=10)),
            ("version", models.PositiveSmallIntegerField(default=1)),
            ("retired_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("retired_at", models.DateTimeField(null=True)),
            ("retired_because", models.TextField(blank=True)),
        ],
        options={
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["agency", "category"], name="wordings_of_an_area"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("retired_at", None), ("retired_because", ""), ("retired_by", None)
                        ),
                        models.Q(
                            models.Q(("retired_because", ""), _negated=True),
                            ("retired_at__isnull", False),
                            ("retired_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="wording_retired_whole",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="WordingVersion",
        fields=[
            own_id(),
            ("wording", to("cases.wording", related_name="versions")),
            ("number", models.PositiveSmallIntegerField()),
            ("title", models.CharField(max_length=100)),
            ("text", models.TextField()),
            ("reason", models.TextField(blank=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("wording", "number"), name="wording_version_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Review",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="reviews")),
            ("evidence", models.TextField()),
            ("public_interest", models.TextField(blank=True)),
            ("strategy", models.TextField(blank=True)),
            ("misconceptions", models.TextField(blank=True)),
            ("disclosure", models.TextField(blank=True)),
            ("victim_witness", models.TextField(blank=True)),
            ("has_plan", models.BooleanField(default=False)),
            ("second_since", models.DateTimeField(null=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("suspects", models.ManyToManyField(related_name="reviews", to="cases.suspect")),
        ],
        options={"abstract": False, "default_permissions": ()},
    ),
    migrations.CreateModel(
        name="ActionPlan",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="action_plans")),
            (
                "review",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="action_plan", to="cases.review"
                ),
            ),
            ("number", models.PositiveSmallIntegerField()),
            ("set_by", to(settings.AUTH_USER_MODEL)),
            ("set_at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("case", "number"), name="plan_number_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="ActionItem",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="action_items")),
            ("plan", to("cases.actionplan", related_name="items")),
            ("number", models.PositiveSmallIntegerField()),
            ("category", models.CharField(choices=CATEGORIES, max_length=10)),
            ("text", models.TextField()),
            ("line_of_inquiry", models.TextField()),
            ("proportionality", models.TextField()),
            ("weight", models.CharField(choices=WEIGHTS, max_length=9)),
            ("first_due_on", models.DateField()),
            ("due_on", models.DateField()),
            ("status", models.CharField(choices=ITEM_STATUSES, default="OPEN", max_length=9)),
            ("answer", models.CharField(blank=True, choices=ANSWERS, max_length=6)),
            ("date_asked_by", models.CharField(blank=True, choices=SIDES, max_length=9)),
            ("taken_on_at", models.DateTimeField(null=True)),
            ("challenge", models.CharField(blank=True, choices=CHALLENGE_STATUSES, max_length=9)),
            (
                "asked_to_settle",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.BigIntegerField(), default=list, size=None
                ),
            ),
            ("began_with", to("cases.wordingversion", null=True)),
            (
                "clock",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="action_item", to="timeliness.clock"
                ),
            ),
            ("version", models.PositiveIntegerField(default=1)),
            ("suspects", models.ManyToManyField(related_name="action_items", to="cases.suspect")),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("plan", "number"), name="item_number_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        ("status__in", ["OPEN", "CANCELLED"]),
                        models.Q(("answer", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="answered_item_has_an_answer",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ItemEntry",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="item_entries")),
            ("item", to("cases.actionitem", related_name="entries")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("ANSWERED", "Done"),
                        ("CANNOT", "Cannot be provided"),
                        ("ACCEPTED", "Answer accepted"),
                        ("MISSING", "More is needed"),
                        ("CANCELLED", "Action cancelled"),
                        ("DATE_ASKED", "Another date asked for"),
                        ("DATE_AGREED", "Date agreed"),
                        ("DATE_REFUSED", "Date not agreed"),
                        ("DATE_DROPPED", "Request for another date withdrawn"),
                        ("AMENDED", "Action amended"),
                        ("TAKEN_ON", "Accepted by the police"),
                        ("VARIED", "Variation proposed"),
                        ("CHALLENGED", "Challenged"),
                        ("WITHDRAWN", "Question withdrawn: the action is unchanged"),
                        ("AGREED", "Variation agreed"),
                        ("UPHELD", "Challenge upheld: action amended"),
                        ("HELD", "The prosecutor keeps the action as it is"),
                        ("SENT_UP", "Two people are named to resolve it"),
                        ("PROPOSED", "Outcome proposed"),
                        ("NOT_SETTLED", "Outcome not agreed"),
                        ("SETTLED", "Resolved by the two people named"),
                    ],
                    max_length=12,
                ),
            ),
            ("text", models.TextField(blank=True)),
            ("quoted", models.TextField(blank=True)),
            ("date", models.DateField(null=True)),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["item", "at"], name="entry_by_item"),
            ],
        },
    ),
    migrations.CreateModel(
        name="ItemVersion",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="item_versions")),
            ("item", to("cases.actionitem", related_name="versions")),
            ("number", models.PositiveSmallIntegerField()),
            ("text", models.TextField()),
            ("line_of_inquiry", models.TextField()),
            ("proportionality", models.TextField()),
            ("due_on", models.DateField()),
            ("reason", models.TextField(blank=True)),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("item", "number"), name="item_version_number_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="DateRequest",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="date_requests")),
            ("item", to("cases.actionitem", related_name="date_requests")),
            ("proposed_on", models.DateField()),
            ("reason", models.TextField()),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("is_agreed", models.BooleanField(null=True)),
            ("answer", models.TextField(blank=True)),
            ("answered_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("answered_at", models.DateTimeField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("answered_at", None)),
                    fields=("item",),
                    name="one_open_date_request",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("answered_at", None), ("is_agreed", None)),
                        models.Q(("answered_at__isnull", False), ("is_agreed__isnull", False)),
                        _connector="OR",
                    ),
                    name="date_request_answered_whole",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Challenge",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="challenges")),
            ("item", to("cases.actionitem", related_name="challenges")),
            (
                "kind",
                models.CharField(
                    choices=[("VARIATION", "Variation proposed"), ("CHALLENGE", "Challenged")],
                    max_length=9,
                ),
            ),
            (
                "reason",
                models.CharField(
                    blank=True,
                    choices=[
                        ("NOT_REASONABLE", "It is not a reasonable line of inquiry"),
                        ("DISPROPORTIONATE", "It is not proportionate"),
                        ("DONE_ALREADY", "It has been done already"),
                        ("NOT_POSSIBLE", "It is not possible"),
                        ("OTHER", "Another reason"),
                    ],
                    max_length=16,
                ),
            ),
            ("text", models.TextField()),
            ("proposed_text", models.TextField(blank=True)),
            ("proposed_on", models.DateField(null=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            (
                "clock",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="challenge", to="timeliness.clock"
                ),
            ),
            ("status", models.CharField(choices=CHALLENGE_STATUSES, default="ASKED", max_length=9)),
            (
                "answer",
                models.CharField(
                    blank=True,
                    choices=[
                        ("AGREE", "Agreed"),
                        ("CANCEL", "Upheld: the action is cancelled"),
                        ("AMEND", "Upheld: the action is amended"),
                        ("HOLD", "The action is unchanged"),
                    ],
                    max_length=6,
                ),
            ),
            ("answered_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("answered_at", models.DateTimeField(null=True)),
            ("step", models.PositiveSmallIntegerField(default=0)),
            ("inspector", to(settings.AUTH_USER_MODEL, null=True)),
            ("manager", to(settings.AUTH_USER_MODEL, null=True)),
            (
                "outcome",
                models.CharField(
                    blank=True,
                    choices=[
                        ("UPHELD", "The police are right"),
                        ("PART", "The police are right in part"),
                        ("NOT_UPHELD", "The action is unchanged"),
                    ],
                    max_length=10,
                ),
            ),
            ("outcome_text", models.TextField(blank=True)),
            ("outcome_asks", models.TextField(blank=True)),
            ("outcome_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("agreed_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("ended_at", models.DateTimeField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("ended_at", None)),
                    fields=("item",),
                    name="one_challenge_at_a_time",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "VARIATION"), ("reason", "")),
                        models.Q(("kind", "CHALLENGE"), models.Q(("reason", ""), _negated=True)),
                        _connector="OR",
                    ),
                    name="only_a_challenge_has_a_coded_reason",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("kind", "CHALLENGE"), ("proposed_on", None), ("proposed_text", "")
                        ),
                        models.Q(
                            ("kind", "VARIATION"),
                            models.Q(
                                models.Q(("proposed_text", ""), _negated=True),
                                ("proposed_on__isnull", False),
                                _connector="OR",
                            ),
                        ),
                        _connector="OR",
                    ),
                    name="a_variation_proposes_something",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("agreed_by", None),
                        models.Q(("agreed_by", models.F("outcome_by")), _negated=True),
                        _connector="OR",
                    ),
                    name="an_outcome_is_agreed_by_another",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("inspector", None), ("manager", None)),
                        models.Q(
                            ("inspector__isnull", False),
                            ("manager__isnull", False),
                            models.Q(("inspector", models.F("manager")), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="sent_up_to_two_people",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                        models.Q(
                            models.Q(("answer", ""), _negated=True),
                            ("answered_at__isnull", False),
                            ("answered_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="challenge_answered_whole",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ProposedPlan",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="proposed_plans")),
            ("review", to("cases.review", related_name="proposed_plans")),
            ("number", models.PositiveSmallIntegerField()),
            ("items", models.JSONField()),
            ("why", models.TextField()),
            (
                "only_side",
                models.CharField(choices=SIDES, default="CPS", editable=False, max_length=9),
            ),
            ("by", to(settings.AUTH_USER_MODEL)),
            (
                "authors",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.BigIntegerField(), size=None
                ),
            ),
            ("at", models.DateTimeField()),
            (
                "status",
                models.CharField(
                    choices=[
                        ("WAITING", "Waiting for approval"),
                        ("APPROVED", "Approved, not sent yet"),
                        ("DECLINED", "Not approved"),
                        ("REPLACED", "Replaced by a later wording"),
                        ("WITHDRAWN", "Withdrawn by its author"),
                        ("SENT", "Sent to the police"),
                    ],
                    default="WAITING",
                    max_length=9,
                ),
            ),
            ("judgement", models.TextField(blank=True)),
            ("judged_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("judged_at", models.DateTimeField(null=True)),
            ("withdrawal_reason", models.TextField(blank=True)),
            ("withdrawn_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("withdrawn_at", models.DateTimeField(null=True)),
            (
                "plan",
                models.OneToOneField(
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="proposed",
                    to="cases.actionplan",
                ),
            ),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("review", "number"), name="wording_of_a_plan_once"),
                models.UniqueConstraint(
                    condition=models.Q(("status__in", ["APPROVED", "WAITING"])),
                    fields=("review",),
                    name="one_wording_of_a_plan_at_a_time",
                ),
                models.CheckConstraint(
                    condition=models.Q(("only_side", "CPS")), name="proposed_plan_is_of_the_cps"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("judged_at", None),
                            ("judged_by", None),
                            ("judgement", ""),
                            models.Q(
                                ("status__in", ["APPROVED", "DECLINED", "SENT"]), _negated=True
                            ),
                        ),
                        models.Q(
                            models.Q(("judgement", ""), _negated=True),
                            ("judged_at__isnull", False),
                            ("judged_by__isnull", False),
                            models.Q(("status", "WAITING"), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="proposed_plan_judged_whole",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("withdrawal_reason", ""),
                            ("withdrawn_at", None),
                            ("withdrawn_by", None),
                            models.Q(("status", "WITHDRAWN"), _negated=True),
                        ),
                        models.Q(
                            models.Q(("withdrawal_reason", ""), _negated=True),
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", False),
                            ("status", "WITHDRAWN"),
                        ),
                        _connector="OR",
                    ),
                    name="proposed_plan_withdrawn_whole",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("plan", None), models.Q(("status", "SENT"), _negated=True)),
                        models.Q(("plan__isnull", False), ("status", "SENT")),
                        _connector="OR",
                    ),
                    name="a_sent_plan_was_approved",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="HistoricalActionItem",
        fields=[
            ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
            ("number", models.PositiveSmallIntegerField()),
            ("category", models.CharField(choices=CATEGORIES, max_length=10)),
            ("text", models.TextField()),
            ("line_of_inquiry", models.TextField()),
            ("proportionality", models.TextField()),
            ("weight", models.CharField(choices=WEIGHTS, max_length=9)),
            ("first_due_on", models.DateField()),
            ("due_on", models.DateField()),
            ("status", models.CharField(choices=ITEM_STATUSES, default="OPEN", max_length=9)),
            ("answer", models.CharField(blank=True, choices=ANSWERS, max_length=6)),
            ("date_asked_by", models.CharField(blank=True, choices=SIDES, max_length=9)),
            ("taken_on_at", models.DateTimeField(null=True)),
            ("challenge", models.CharField(blank=True, choices=CHALLENGE_STATUSES, max_length=9)),
            ("version", models.PositiveIntegerField(default=1)),
            (
                "case",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="cases.case",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="cases.actionplan",
                ),
            ),
            (
                "began_with",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="cases.wordingversion",
                ),
            ),
            (
                "clock",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="timeliness.clock",
                ),
            ),
            ("history_id", models.AutoField(primary_key=True, serialize=False)),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(
                    choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name": "historical action item",
            "verbose_name_plural": "historical action items",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
)


class Migration(migrations.Migration):
    replaces = [("cases", "0004_offences")]
    dependencies = [("cases", "0003_early_advice")]

    operations = [
        TABLES,
        only_grows(
            "cases_historicalactionitem",
            "cases_itementry",
            "cases_itemversion",
            "cases_wordingversion",
        ),
        nothing_goes("cases_wording", "agency_id", "category"),
        nothing_goes(
            "cases_review", "case_id", "evidence", "public_interest", "strategy", "by_id", "at"
        ),
        also_fixed(
            "cases_review",
            "misconceptions",
            "disclosure",
            "victim_witness",
            trigger="sections_never_reworded",
        ),
        nothing_goes("cases_daterequest"),
        nothing_goes(
            "cases_challenge",
            "case_id",
            "item_id",
            "kind",
            "reason",
            "text",
            "proposed_text",
            "proposed_on",
            "by_id",
            "at",
            "clock_id",
        ),
        nothing_goes(
            "cases_proposedplan",
            "case_id",
            "review_id",
            "number",
            "items",
            "why",
            "only_side",
            "by_id",
            "authors",
            "at",
        ),
        migrations.RunSQL(ANOTHER_JUDGES, THE_SAME_JUDGES),
    ]
