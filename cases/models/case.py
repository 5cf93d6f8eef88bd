from collections.abc import Callable

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models.explained_history import ExplainedHistory
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, Grant, Side, Unit, UnitAccessRoot, User
from people.models.managers import ScopedHistoryManager

NAMED_CAPACITIES = {
    "officer_in_case": _("Officer in the case"),
    "reviewing_prosecutor": _("Reviewing prosecutor"),
    "covering_prosecutor": _("Prosecutor covering for the reviewing prosecutor"),
    "early_adviser": _("Prosecutor who gives early advice"),
    "allowed_on_case": _("Allowed on a restricted case"),
    "broke_glass": _("Opened the case by break-glass"),
}

# Force code, unit, serial, year. Source: URN shapes in the CPS's public test data.
is_urn = RegexValidator(
    r"^\d{2}[A-Z0-9]{2}\d{5}\d{2}$",
    _("Enter the URN as 2 digits, 2 letters or digits, then 7 digits, like 52RS0012326"),
)


class Case(UnitAccessRoot):
    """
    One investigation. Its police unit has it; a CPS unit has it too once it is referred.

    officer, prosecutor: who is responsible; permissions come from the grants that actions
        create at the same time.
    offered_to: the CPS unit to which the case is offered.
    is_allocated: a prosecutor has it, or a vacancy is to be filled.
    is_destroyed: its destruction was approved, so nothing more is done on it (cases.retention).
    """

    access_path = "pk"
    lasting_roles = ("allowed_on_case",)
    passing_roles = ("broke_glass",)
    admits = "allowed_on_case"
    notices_lead_to = "see-case"
    notices_also_lead_to = {
        "case_restricted": "see-restriction",
        "asked_to_be_let_in": "see-restriction",
        "lifting_proposed": "see-conflicts",
        "lifting_settled": "see-conflicts",
        "opening_proposed": "see-restriction",
        "opening_approved": "see-restriction",
        "opening_refused": "see-restriction",
        "opening_settled": "see-restriction",
        "destruction_proposed": "see-retention",
        "destruction_refused": "see-retention",
    }

    urn = models.CharField(max_length=11, unique=True, validators=[is_urn])
    crime_reference = models.CharField(max_length=30, blank=True)
    officer = models.ForeignKey(User, models.PROTECT, related_name="+")
    prosecutor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    is_allocated = models.BooleanField(default=False, editable=False)
    is_destroyed = models.BooleanField(default=False, db_default=False, editable=False)
    offered_to = models.ForeignKey(
        Unit, models.PROTECT, null=True, editable=False, db_index=False, related_name="+"
    )
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    save_without_historical_record: Callable[..., None]  # of simple_history
    history = HistoricalRecords(
        history_manager=ScopedHistoryManager,
        bases=[ExplainedHistory],
        excluded_fields=["is_allocated", "is_destroyed", "offered_to"],
    )

    class Meta(UnitAccessRoot.Meta):
        abstract = False
        permissions = list(NAMED_CAPACITIES.items())
        indexes = [
            models.Index(name="case_police_unit", fields=["police_unit"]),
            models.Index(name="case_cps_unit", fields=["cps_unit"]),
            models.Index(
                name="case_by_crime",
                fields=["crime_reference"],
                condition=~Q(crime_reference=""),
            ),
            models.Index(
                name="case_offered", fields=["cps_unit"], condition=Q(offered_to__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="urn_is_a_urn", condition=Q(urn__regex=r"^\d{2}[A-Z0-9]{2}\d{7}$")
            )
        ]

    def __str__(self) -> str:
        return self.urn

    @property
    def has_prosecutor(self) -> bool:
        return self.prosecutor_id is not None


class CaseGrant(Grant):
    """A named role on a case. is_open: the case has an open suspect."""

    content_object = models.ForeignKey(Case, models.CASCADE, related_name="grants")
    is_open = models.BooleanField(default=False, editable=False)  # copied by trigger

    class Meta(Grant.Meta):
        abstract = False
        indexes = [
            models.Index(
                name="casegrant_open",
                fields=["user", "content_object"],
                include=["expires_at"],
                condition=Q(is_open=True),
            )
        ]


class Victim(AccessControlled):
    """
    A victim on a case: a number without a name. The victims app stores their identity.

    Private to the police (only_side) until a supervisor sends an allegation about them.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="victims")
    number = models.PositiveSmallIntegerField()
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    only_side = models.CharField(
        max_length=9, choices=Side, blank=True, default=Side.POLICE, editable=False
    )

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="victim_number_once", fields=["case", "number"])
        ]


class Event(AccessControlled):
    """
    A timeline event of a case, written by every action, never edited.

    only_side: the one side that may read it; empty for both. An event about a document is visible
    to those who may read the document now.
    """

    private_with = "document"

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    verb = models.CharField(max_length=40)
    suspects = ArrayField(models.PositiveSmallIntegerField(), default=list)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    note = SealedTextField(blank=True)
    only_side = models.CharField(max_length=9, choices=Side, blank=True)
    document = models.ForeignKey(
        "Document", models.PROTECT, null=True, db_index=False, related_name="+"
    )

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [
            models.Index(name="event_by_case", fields=["case", "-at"]),
            # For the foreign key, where the documents of a case are removed.
            models.Index(
                name="event_by_document",
                fields=["document"],
                condition=Q(document__isnull=False),
            ),
        ]
