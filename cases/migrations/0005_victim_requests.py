"""What comes before an action reaches into the victim's life; kept as it was said."""

from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, own_id, to

REACHES = [
    ("HOLDER", "Material that others hold about the victim"),
    ("COUNSELLING", "Notes of the victim’s counselling"),
    ("DEVICE", "The victim’s phone or another device"),
]

TABLES = Together(
    migrations.CreateModel(
        name="Proposal",
        fields=[
            own_id(),
            ("material", models.TextField()),
            ("from_on", models.DateField()),
            ("to_on", models.DateField()),
            ("necessity", models.TextField()),
            ("less_intrusive", models.TextField()),
            ("rebuttal", models.TextField(blank=True)),
            ("case", to("cases.case", related_name="proposals")),
            ("review", to("cases.review", related_name="proposals")),
            ("text", models.TextField()),
            ("line_of_inquiry", models.TextField()),
            (
                "status",
                models.CharField(
                    choices=[
                        ("WAITING", "Waiting for approval"),
                        ("APPROVED", "Approved, not set yet"),
                        ("REFUSED", "Not approved"),
                        ("SET", "Set"),
                    ],
                    default="WAITING",
                    max_length=8,
                ),
            ),
            (
                "only_side",
                models.CharField(
                    choices=[
                        ("POLICE", "Police"),
                        ("CPS", "CPS"),
                        ("SUPPORT", "Victim support"),
                        ("LEARNING", "Pilots and learning"),
                        ("OVERSIGHT", "Oversight"),
                    ],
                    default="CPS",
                    editable=False,
                    max_length=9,
                ),
            ),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("judgement", models.TextField(blank=True)),
            ("judged_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("judged_at", models.DateTimeField(null=True)),
            ("suspects", models.ManyToManyField(related_name="+", to="cases.suspect")),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("only_side", "CPS")), name="proposal_is_of_the_cps"
                ),
                models.CheckConstraint(
                    condition=models.Q(("rebuttal", ""), _negated=True),
                    name="proposal_rebuts_the_presumption",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("judged_at", None),
                            ("judged_by", None),
                            ("judgement", ""),
                            ("status", "WAITING"),
                        ),
                        models.Q(
                            models.Q(("status", "WAITING"), _negated=True),
                            models.Q(("judgement", ""), _negated=True),
                            ("judged_at__isnull", False),
                            ("judged_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="proposal_judged_whole",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("judged_by", None),
                        models.Q(("judged_by", models.F("by")), _negated=True),
                        _connector="OR",
                    ),
                    name="proposal_judged_by_another",
                ),
                models.CheckConstraint(
                    condition=models.Q(("from_on__lte", models.F("to_on"))),
                    name="proposal_dates_in_order",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="VictimRequest",
        fields=[
            own_id(),
            ("material", models.TextField()),
            ("from_on", models.DateField()),
            ("to_on", models.DateField()),
            ("necessity", models.TextField()),
            ("less_intrusive", models.TextField()),
            ("rebuttal", models.TextField(blank=True)),
            ("case", to("cases.case", related_name="victim_requests")),
            (
                "item",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="victim_request", to="cases.actionitem"
                ),
            ),
            ("reach", models.CharField(choices=REACHES, max_length=11)),
            ("approved_by", to(settings.AUTH_USER_MODEL, null=True)),
            ("approved_at", models.DateTimeField(null=True)),
            ("set_by", to(settings.AUTH_USER_MODEL)),
            ("set_at", models.DateTimeField()),
            ("authorised_on", models.DateField(null=True)),
            ("notified_on", models.DateField(null=True)),
            ("is_excepted", models.BooleanField(default=False)),
            ("agreed_on", models.DateField(null=True)),
            ("withdrawn_on", models.DateField(null=True)),
            ("requested_on", models.DateField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            models.Q(("rebuttal", ""), _negated=True),
                            ("approved_at__isnull", False),
                            ("approved_by__isnull", False),
                            ("reach", "COUNSELLING"),
                        ),
                        models.Q(
                            models.Q(("reach", "COUNSELLING"), _negated=True),
                            ("approved_at", None),
                            ("approved_by", None),
                            ("rebuttal", ""),
                        ),
                        _connector="OR",
                    ),
                    name="counselling_is_approved",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("approved_by", None),
                        models.Q(("approved_by", models.F("set_by")), _negated=True),
                        _connector="OR",
                    ),
                    name="request_approved_by_another",
                ),
                models.CheckConstraint(
                    condition=models.Q(("from_on__lte", models.F("to_on"))),
                    name="request_dates_in_order",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("requested_on", None),
                        models.Q(
                            models.Q(
                                ("notified_on__isnull", False),
                                ("is_excepted", True),
                                _connector="OR",
                            ),
                            ("authorised_on__isnull", False),
                            ("authorised_on__lte", models.F("requested_on")),
                        ),
                        _connector="OR",
                    ),
                    name="requested_once_decided_and_told",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("requested_on", None),
                        models.Q(("reach", "DEVICE"), _negated=True),
                        models.Q(
                            ("agreed_on__isnull", False),
                            ("agreed_on__lte", models.F("requested_on")),
                        ),
                        _connector="OR",
                    ),
                    name="device_requested_once_agreed",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("is_excepted", False), ("reach", "DEVICE")),
                        models.Q(
                            models.Q(("reach", "DEVICE"), _negated=True),
                            ("agreed_on", None),
                            ("withdrawn_on", None),
                        ),
                        _connector="OR",
                    ),
                    name="only_a_device_is_agreed_to",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("withdrawn_on", None),
                        models.Q(
                            ("agreed_on__isnull", False),
                            ("agreed_on__lte", models.F("withdrawn_on")),
                        ),
                        _connector="OR",
                    ),
                    name="agreement_withdrawn_after_given",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="StatutoryDecision",
        fields=[
            own_id(),
            ("case", to("cases.case")),
            (
                "request",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="decision", to="cases.victimrequest"
                ),
            ),
            ("reach", models.CharField(choices=REACHES, max_length=11)),
            ("authorised_by", models.CharField(max_length=150)),
            ("authorised_on", models.DateField()),
            ("line_of_inquiry", models.TextField()),
            ("necessity", models.TextField()),
            ("other_means", models.TextField()),
            ("probative_value", models.TextField(blank=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            models.Q(("probative_value", ""), _negated=True),
                            ("reach", "COUNSELLING"),
                        ),
                        models.Q(
                            models.Q(("reach", "COUNSELLING"), _negated=True),
                            ("probative_value", ""),
                        ),
                        _connector="OR",
                    ),
                    name="counselling_has_probative_value",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="VictimNotice",
        fields=[
            own_id(),
            ("case", to("cases.case")),
            ("request", to("cases.victimrequest", related_name="notices")),
            ("reach", models.CharField(choices=REACHES, max_length=11)),
            ("given_on", models.DateField(null=True)),
            ("what", models.TextField(blank=True)),
            ("why", models.TextField(blank=True)),
            ("handling", models.TextField(blank=True)),
            ("may_refuse", models.BooleanField(default=False)),
            ("exception", models.TextField(blank=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("exception", "")),
                    fields=("request",),
                    name="victim_told_once",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("exception", ""), _negated=True),
                    fields=("request",),
                    name="exception_relied_on_once",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            models.Q(("what", ""), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            models.Q(("handling", ""), _negated=True),
                            ("exception", ""),
                            ("given_on__isnull", False),
                        ),
                        models.Q(
                            models.Q(("exception", ""), _negated=True),
                            ("given_on", None),
                            ("handling", ""),
                            ("what", ""),
                            ("why", ""),
                        ),
                        _connector="OR",
                    ),
                    name="victim_told_whole_or_excepted",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("reach", "DEVICE"), _negated=True),
                        models.Q(("exception", ""), ("may_refuse", True)),
                        _connector="OR",
                    ),
                    name="owner_of_a_device_told_of_refusing",
                ),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [("cases", "0005_only_grow")]
    dependencies = [("cases", "0004_action_plans")]

    operations = [
        TABLES,
        only_grows("cases_statutorydecision", "cases_victimnotice", "cases_proposal_suspects"),
        nothing_goes(
            "cases_proposal",
            "case_id",
            "material",
            "from_on",
            "to_on",
            "necessity",
            "less_intrusive",
            "rebuttal",
            "review_id",
            "text",
            "line_of_inquiry",
            "only_side",
            "by_id",
            "at",
        ),
        nothing_goes(
            "cases_victimrequest",
            "case_id",
            "material",
            "from_on",
            "to_on",
            "necessity",
            "less_intrusive",
            "rebuttal",
            "item_id",
            "reach",
            "approved_by_id",
            "approved_at",
            "set_by_id",
            "set_at",
        ),
    ]
