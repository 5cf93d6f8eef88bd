"""
The services that support a victim: who was asked, what she consents to, what a service was shown and
wrote down for itself, and what it tells the two sides. What was said and done is added alone.
"""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from people.ledgers import nothing_goes, only_grows
from people.tables import Together, next_id, own_id, to

SIDES = [
    ("POLICE", "Police"),
    ("CPS", "CPS"),
    ("SUPPORT", "Victim support"),
    ("LEARNING", "Pilots and learning"),
    ("OVERSIGHT", "Oversight"),
]
GIVENS = [
    ("IN_PERSON", "In person"),
    ("PHONE", "By phone"),
    ("WRITING", "In writing"),
    ("ONLINE", "By email or online"),
]
CATEGORIES = [
    ("MILESTONES", "How far the case has come"),
    ("COURT_DATES", "Coming court dates"),
    ("TOLD", "What the victim has been told, and when"),
    ("DUTIES", "What police and CPS still owe the victim"),
    ("HOW_TO_REACH", "How to reach the victim safely, and what they need"),
    ("IS_SUPPORTED", "That a service supports the victim"),
    ("LIAISON", "Liaison notes from the ISVA"),
]
ROLES = [
    ("CONTACT_OFFICER", "The victim contact officer (police)"),
    ("OFFICER_IN_CASE", "The officer in the case (police)"),
    ("LIAISON_OFFICER", "The victim liaison officer (CPS)"),
]

TABLES = Together(
    migrations.CreateModel(
        name="Support",
        fields=[
            own_id(),
            ("is_restricted", models.BooleanField(default=False)),
            ("case", to("cases.case", related_name="supports")),
            ("record", to("victims.victimrecord", related_name="supports")),
            ("service", to("people.unit", db_index=False)),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("isva", to(settings.AUTH_USER_MODEL, null=True, db_index=False)),
            (
                "status",
                models.CharField(
                    choices=[
                        ("ASKED", "Waiting for the service’s answer"),
                        ("DECLINED", "The service could not take this on"),
                        ("SUPPORTED", "Supported"),
                        ("ENDED", "Support has ended"),
                    ],
                    default="ASKED",
                    max_length=9,
                ),
            ),
            ("entries_from", models.DateTimeField(null=True)),
            ("is_open", models.BooleanField(default=True, editable=False)),
            ("listed_at", models.DateTimeField(editable=False)),
        ],
        options={
            "permissions": [("assigned_isva", "ISVA who supports the victim")],
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(("is_open", True), ("is_restricted", False)),
                    fields=["service", "listed_at", "id"],
                    name="support_of_service",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("is_open", True)),
                    fields=("record", "service", "side"),
                    name="one_open_support",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("is_open", True), ("status__in", ["ASKED", "SUPPORTED"])),
                        models.Q(("is_open", False), ("status__in", ["DECLINED", "ENDED"])),
                        _connector="OR",
                    ),
                    name="support_is_open_as_its_status_says",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("status", "SUPPORTED"), _negated=True),
                        ("isva__isnull", False),
                        _connector="OR",
                    ),
                    name="whoever_is_supported_has_an_isva",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SupportGrant",
        fields=[
            next_id(),
            (
                "user",
                models.ForeignKey(
                    db_index=False,
                    on_delete=models.CASCADE,
                    related_name="%(class)ss",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "permission",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, to="auth.permission"),
            ),
            ("granted_by", to(settings.AUTH_USER_MODEL, db_index=False)),
            ("granted_at", models.DateTimeField()),
            ("expires_at", models.DateTimeField(null=True)),
            (
                "content_object",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="grants", to="victims.support"
                ),
            ),
            ("is_open", models.BooleanField(default=False, editable=False)),
        ],
        options={
            "unique_together": {("user", "permission", "content_object")},
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(("is_open", True)),
                    fields=["user", "content_object"],
                    include=("expires_at",),
                    name="supportgrant_open",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SupportStep",
        fields=[
            own_id(),
            ("case", to("cases.case")),
            ("support", to("victims.support", related_name="steps")),
            ("verb", models.CharField(max_length=40)),
            (
                "ended",
                models.CharField(
                    blank=True,
                    choices=[
                        ("COMPLETE", "The support is complete"),
                        ("VICTIM_WISHES", "The victim no longer wants it"),
                        ("NO_CONTACT", "The victim can no longer be reached"),
                        ("ELSEWHERE", "Another service has taken over"),
                    ],
                    max_length=13,
                ),
            ),
            ("to", to(settings.AUTH_USER_MODEL, null=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["support", "-at"], name="step_by_support"),
            ],
        },
    ),
    migrations.CreateModel(
        name="SupportReferral",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="support_referrals")),
            ("record", to("victims.victimrecord", related_name="support_referrals")),
            (
                "support",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="referral", to="victims.support"
                ),
            ),
            ("service", to("people.unit")),
            ("only_side", models.CharField(choices=SIDES, editable=False, max_length=9)),
            ("how", models.CharField(choices=GIVENS, max_length=9)),
            ("given_on", models.DateField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
            ("is_accepted", models.BooleanField(null=True)),
            (
                "declined",
                models.CharField(
                    blank=True,
                    choices=[
                        ("NO_CAPACITY", "The service has no room now"),
                        ("NOT_OUR_AREA", "Another service covers the area"),
                        ("NOT_WANTED", "The victim does not want support now"),
                        ("NOT_REACHED", "The service could not reach the victim"),
                        ("ALREADY", "The service is in touch with the victim already"),
                    ],
                    max_length=12,
                ),
            ),
            ("answered_at", models.DateTimeField(null=True)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["record", "-at"], name="support_referral_of"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("answered_at", None), ("declined", ""), ("is_accepted", None)),
                        models.Q(
                            ("answered_at__isnull", False), ("declined", ""), ("is_accepted", True)
                        ),
                        models.Q(
                            ("answered_at__isnull", False),
                            ("is_accepted", False),
                            models.Q(("declined", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="referral_to_service_answered_whole",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Consent",
        fields=[
            own_id(),
            ("case", to("cases.case")),
            ("support", to("victims.support", related_name="consents")),
            (
                "recipient",
                models.CharField(
                    choices=[
                        ("SERVICE", "The service that supports the victim"),
                        ("POLICE", "Police"),
                        ("CPS", "CPS"),
                    ],
                    max_length=7,
                ),
            ),
            ("category", models.CharField(choices=CATEGORIES, max_length=12)),
            (
                "purpose",
                models.CharField(
                    choices=[
                        ("SUPPORT", "To support the victim through the case"),
                        ("SPEAK_FOR", "To speak to police and CPS for the victim"),
                        ("SAFETY", "To keep the victim safe"),
                    ],
                    max_length=9,
                ),
            ),
            ("how", models.CharField(choices=GIVENS, max_length=9)),
            ("given_on", models.DateField()),
            ("expires_at", models.DateTimeField(null=True)),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["support", "-at"], name="consent_by_support"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            (
                                "category__in",
                                ("MILESTONES", "COURT_DATES", "TOLD", "DUTIES", "HOW_TO_REACH"),
                            ),
                            ("recipient", "SERVICE"),
                        ),
                        models.Q(
                            models.Q(("recipient", "SERVICE"), _negated=True),
                            ("category__in", ("IS_SUPPORTED", "LIAISON")),
                        ),
                        _connector="OR",
                    ),
                    name="consent_goes_one_way",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ConsentWithdrawal",
        fields=[
            own_id(),
            ("case", to("cases.case")),
            ("support", to("victims.support", related_name="withdrawals")),
            (
                "consent",
                models.OneToOneField(
                    on_delete=models.PROTECT, related_name="withdrawal", to="victims.consent"
                ),
            ),
            ("how", models.CharField(choices=GIVENS, max_length=9)),
            ("side", models.CharField(choices=SIDES, max_length=9)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={"abstract": False, "default_permissions": ()},
    ),
    migrations.CreateModel(
        name="Shown",
        fields=[
            own_id(),
            ("case", to("cases.case")),
            ("support", to("victims.support", related_name="shown")),
            ("category", models.CharField(choices=CATEGORIES, max_length=12)),
            ("code", models.CharField(max_length=24)),
            ("number", models.PositiveSmallIntegerField(null=True)),
            ("on", models.DateField(null=True)),
            ("to", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("support", "to", "category", "code", "number", "on"),
                    name="shown_first_once",
                    nulls_distinct=False,
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="LiaisonNote",
        fields=[
            own_id(),
            ("case", to("cases.case")),
            ("support", to("victims.support", related_name="notes")),
            ("text", models.BinaryField()),
            (
                "roles",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(choices=ROLES, max_length=15), size=None
                ),
            ),
            ("relied_on", models.JSONField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["support", "-at", "-id"], name="liaison_by_support"),
            ],
        },
    ),
    migrations.CreateModel(
        name="NoteReceived",
        fields=[
            own_id(),
            ("case", to("cases.case", related_name="notes_received")),
            ("record", to("victims.victimrecord", related_name="notes_received")),
            ("service", to("people.unit")),
            ("role", models.CharField(choices=ROLES, max_length=15)),
            ("only_side", models.CharField(choices=SIDES, editable=False, max_length=9)),
            ("text", models.BinaryField()),
            ("relied_on", models.JSONField()),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["record", "role", "-at"], name="note_received_by"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("only_side", "POLICE"),
                            ("role__in", ("CONTACT_OFFICER", "OFFICER_IN_CASE")),
                        ),
                        models.Q(("only_side", "CPS"), ("role", "LIAISON_OFFICER")),
                        _connector="OR",
                    ),
                    name="note_is_for_the_side_of_its_role",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ServiceEntry",
        fields=[
            own_id(),
            ("support", to("victims.support", related_name="entries")),
            ("contacted_at", models.DateTimeField()),
            (
                "channel",
                models.CharField(
                    choices=[
                        ("PHONE", "Phone"),
                        ("TEXT", "Text message"),
                        ("EMAIL", "Email"),
                        ("LETTER", "Letter"),
                        ("IN_PERSON", "In person"),
                        ("VIDEO", "Video call"),
                        ("THROUGH_ISVA", "Through the ISVA"),
                        ("THROUGH_POLICE", "Through the police"),
                    ],
                    max_length=14,
                ),
            ),
            (
                "direction",
                models.CharField(
                    choices=[("OUT", "We contacted the victim"), ("IN", "The victim contacted us")],
                    max_length=3,
                ),
            ),
            ("minutes", models.PositiveSmallIntegerField(null=True)),
            (
                "purpose",
                models.CharField(
                    choices=[
                        ("UPDATE", "An update passed on"),
                        ("NEEDS", "What the victim needs"),
                        ("MEASURES", "Special measures"),
                        ("SAFETY", "Safety"),
                        ("COURT_VISIT", "A visit to the court"),
                        ("STATEMENT", "The victim personal statement"),
                        ("WITHDRAWING", "Whether to go on supporting the case"),
                        ("COMPLAINT", "A complaint, or a review of a decision"),
                        ("CHECKING_IN", "Keeping in touch"),
                    ],
                    max_length=11,
                ),
            ),
            (
                "needs",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(
                        choices=[
                            ("INTERPRETER", "An interpreter"),
                            ("ACCESS", "Access"),
                            ("TRANSPORT", "Getting there"),
                            ("CARE_OF_OTHERS", "Someone to look after children or others"),
                            ("HOUSING", "Somewhere safe to live"),
                            ("MONEY", "Money, or time off work"),
                            ("OTHER_SERVICE", "Another service"),
                        ],
                        max_length=14,
                    ),
                    default=list,
                    size=None,
                ),
            ),
            ("next_on", models.DateField(null=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["support", "-contacted_at", "-id"], name="entry_by_support"),
            ],
        },
    ),
    migrations.CreateModel(
        name="ServiceLog",
        fields=[
            own_id(),
            ("support", to("victims.support", related_name="log")),
            (
                "verb",
                models.CharField(
                    choices=[
                        ("READ", "Read the entries"),
                        ("WRITTEN", "Wrote an entry"),
                        ("KEPT_BACK", "Did not show the earlier entries to the new ISVA"),
                        ("HANDED_ON", "Showed the earlier entries to the new ISVA"),
                    ],
                    max_length=9,
                ),
            ),
            ("to", to(settings.AUTH_USER_MODEL, null=True)),
            ("by", to(settings.AUTH_USER_MODEL)),
            ("at", models.DateTimeField()),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["support", "-at", "-id"], name="log_by_support"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("to", None), ("verb__in", ["READ", "WRITTEN"])),
                        models.Q(("to__isnull", False), ("verb__in", ["KEPT_BACK", "HANDED_ON"])),
                        _connector="OR",
                    ),
                    name="service_log_says_to_whom",
                ),
            ],
        },
    ),
)


class Migration(migrations.Migration):
    replaces = [("victims", "0007_duties")]
    dependencies = [("victims", "0006_court")]

    operations = [
        TABLES,
        nothing_goes("victims_support", "case_id", "record_id", "side", may_repeat=True),
        nothing_goes(
            "victims_supportreferral",
            "case_id",
            "record_id",
            "support_id",
            "service_id",
            "only_side",
            "how",
            "given_on",
            "by_id",
            "at",
        ),
        only_grows(
            "victims_supportstep",
            "victims_consent",
            "victims_consentwithdrawal",
            "victims_shown",
            "victims_liaisonnote",
            "victims_notereceived",
            "victims_serviceentry",
            "victims_servicelog",
        ),
    ]
