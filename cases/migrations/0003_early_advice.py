"""
Early advice: what is asked, each step about it, and the advice. What was said stays; so does what
each rule said before something was sent all the same, and how it did.
"""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from people.ledgers import also_fixed, nothing_goes, only_grows
from people.tables import Together, own_id, to

SIDES = [
    ("POLICE", "Police"),
    ("CPS", "CPS"),
    ("SUPPORT", "Victim support"),
    ("LEARNING", "Pilots and learning"),
    ("OVERSIGHT", "Oversight"),
]

TABLES = Together(
    migrations.CreateModel(
        name="EarlyAdvice",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="early_advice")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("AWAITING_SIGN_OFF", "Waiting for sign-off"),
                        ("SENT_BACK", "Sent back by the supervisor"),
                        ("SUBMITTED", "With CPS triage"),
                        ("RETURNED", "Returned at triage"),
                        ("WITH_MANAGER", "With the early-advice manager"),
                        ("REFUSED", "Refused by the early-advice manager"),
                        ("ESCALATED", "Return escalated to the early-advice manager"),
                        ("TO_LEGAL_MANAGER", "Refusal escalated to the legal manager"),
                        ("UPHELD", "Refused, and the refusal upheld"),
                        ("TAKEN_ON", "Refusal overturned: waiting for an adviser"),
                        ("WITH_ADVISER", "With the adviser"),
                        ("GIVEN", "Advice given"),
                        ("REPLIED", "Refused, and the police have replied"),
                        ("WITHDRAWN", "Withdrawn"),
                    ],
                    default="AWAITING_SIGN_OFF",
                    max_length=20,
                ),
            ),
            ("number", models.PositiveSmallIntegerField(null=True)),
            (
                "only_side",
                models.CharField(
                    blank=True, choices=SIDES, default="POLICE", editable=False, max_length=9
                ),
            ),
            ("summary", models.TextField()),
            ("lines_done", models.TextField()),
            ("lines_under_way", models.TextField()),
            ("lines_contemplated", models.TextField()),
            ("expected", models.TextField()),
            ("issues", models.TextField()),
            ("evidence", models.TextField()),
            ("disclosable", models.TextField()),
            (
                "questions",
                django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
            ),
            ("explained", models.JSONField(default=dict)),
            ("checks", models.JSONField(default=dict)),
            ("written_by", to(settings.AUTH_USER_MODEL)),
            ("written_at", models.DateTimeField()),
            (
                "writers",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.BigIntegerField(), size=None
                ),
            ),
            ("sent_at", models.DateTimeField(null=True)),
            ("adviser", to(settings.AUTH_USER_MODEL, null=True)),
            ("suspects", models.ManyToManyField(related_name="early_advice", to="cases.suspect")),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("case", "number"), name="advice_number_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("number", None), ("only_side", "POLICE"), ("sent_at", None)),
                        models.Q(
                            ("number__isnull", False), ("only_side", ""), ("sent_at__isnull", False)
                        ),
                        _connector="OR",
                    ),
                    name="advice_asked_by_sign_off",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("adviser__isnull", False),
                        models.Q(("status__in", ["WITH_ADVISER", "GIVEN"]), _negated=True),
                        _connector="OR",
                    ),
                    name="adviser_is_named",
                ),
                models.CheckConstraint(
                    condition=models.Q(("questions__len__gt", 0)), name="advice_asks_something"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="AdviceStep",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="advice_steps")),
            ("advice", to("cases.earlyadvice", related_name="steps")),
            ("verb", models.CharField(max_length=40)),
            ("text", models.TextField(blank=True)),
            ("reply_by", models.DateField(null=True)),
            (
                "items",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=40), default=list, size=None
                ),
            ),
            ("to", to(settings.AUTH_USER_MODEL, null=True)),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            (
                "only_side",
                models.CharField(blank=True, choices=SIDES, editable=False, max_length=9),
            ),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["advice", "at"], name="advice_step_by_advice"),
            ],
        },
    ),
    migrations.CreateModel(
        name="GivenAdvice",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="given_advice")),
            (
                "advice",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="given", to="cases.earlyadvice"
                ),
            ),
            (
                "answers",
                django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
            ),
            (
                "lines",
                django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
            ),
            ("evidence", models.TextField()),
            ("strategy", models.TextField()),
            ("third_party", models.TextField()),
            ("other_offence", to("cases.offence", null=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            (
                "allegations",
                models.ManyToManyField(related_name="given_advice", to="cases.allegation"),
            ),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("lines__len__gt", 0)), name="advice_follows_a_line"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="RuleScore",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="rule_scores")),
            ("submission", to("cases.submission", null=True, related_name="scores")),
            ("advice", to("cases.earlyadvice", null=True, related_name="scores")),
            ("code", models.CharField(max_length=40)),
            ("was_checked", models.BooleanField()),
            ("has_warned", models.BooleanField()),
            ("was_explained", models.BooleanField()),
            ("triage_agreed", models.BooleanField()),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("submission", "code"), name="rule_scored_once"),
                models.UniqueConstraint(fields=("advice", "code"), name="advice_rule_scored_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("advice__isnull", False), ("submission", None)),
                        models.Q(("advice", None), ("submission__isnull", False)),
                        _connector="OR",
                    ),
                    name="one_thing_is_scored",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("was_checked", True), ("has_warned", False), _connector="OR"
                    ),
                    name="only_what_is_checked_warns",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("has_warned", True), ("was_explained", False), _connector="OR"
                    ),
                    name="only_a_warning_is_explained",
                ),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [("cases", "0003_audience")]
    dependencies = [("cases", "0002_referrals")]

    operations = [
        TABLES,
        nothing_goes(
            "cases_earlyadvice",
            "case_id",
            "summary",
            "lines_done",
            "lines_under_way",
            "lines_contemplated",
            "expected",
            "issues",
            "evidence",
            "disclosable",
            "questions",
            "written_by_id",
            "written_at",
            "writers",
        ),
        also_fixed("cases_earlyadvice", "explained", trigger="explanations_stay"),
        only_grows(
            "cases_earlyadvice_suspects",
            "cases_advicestep",
            "cases_givenadvice",
            "cases_givenadvice_allegations",
            "cases_rulescore",
        ),
    ]
