from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models.system import System
from people.models.user import User


class Operation(models.TextChoices):
    """The operations that must be logged (Data Protection Act 2018, s.62), and signing in."""

    COLLECTION = "collection", _("Recorded")
    ALTERATION = "alteration", _("Changed")
    CONSULTATION = "consultation", _("Opened")
    DISCLOSURE = "disclosure", _("Sent or downloaded")
    COMBINATION = "combination", _("Combined")
    ERASURE = "erasure", _("Erased")
    SIGN_IN = "sign-in", _("Signing in and out")


class AuditEntry(models.Model):
    """
    One row of the audit log: who did, read or was refused what, when, and in which capacity.

    Append-only: triggers refuse UPDATE and DELETE (people/sql/append_only.toml). ids: the rows
    concerned. case_id: their case, indexed to answer "who opened this case".
    """

    at = models.DateTimeField()
    operation = models.CharField(max_length=12, choices=Operation)
    verb = models.CharField(max_length=60)
    user = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    # The system that made the call, also when it called for an officer.
    system = models.ForeignKey(System, models.PROTECT, null=True, db_index=False, related_name="+")
    capacities = ArrayField(models.CharField(max_length=60), default=list)
    kind = models.CharField(max_length=60, blank=True)
    ids = ArrayField(models.CharField(max_length=36), default=list)
    case_id = models.UUIDField(null=True)
    refused = models.CharField(max_length=300, blank=True)
    sought = models.CharField(max_length=64, blank=True)  # a keyed hash of what was typed
    content = models.CharField(max_length=64, blank=True)  # the SHA-256 of a file handed out
    address = models.GenericIPAddressField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(name="audit_at", fields=["at", "id"]),
            models.Index(name="audit_user", fields=["user", "at", "id"]),
            models.Index(name="audit_case", fields=["case_id", "at", "id"]),
            # Calls of one system; most rows have none.
            models.Index(
                name="audit_system",
                fields=["system", "at", "id"],
                condition=Q(system__isnull=False),
            ),
            # Read every minute for attempts to open a case despite a conflict of interest.
            models.Index(name="audit_refused", fields=["user", "at"], condition=~Q(refused="")),
        ]
