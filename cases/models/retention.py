"""How long a case is kept: legal holds, reviews, and its destruction by two people (ADR 106)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from cases.models.settled_by_another import IS_SETTLED_WHOLE, SettledByAnother
from people.models import AccessControlled, Side, Unit, User


class LegalHold(AccessControlled):
    """
    That a case must be kept, whatever any rule says, and why. Several can stand at once.

    side: which placed it, and alone can end it. Both sides read it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="legal_holds")
    side = models.CharField(max_length=9, choices=Side)
    reason = SealedTextField(max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_because = SealedTextField(max_length=500, blank=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(name="legal_hold_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="legal_hold_is_ended_whole",
                condition=Q(ended_by=None, ended_at=None, ended_because="")
                | Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(ended_because=""),
            ),
        ]

    @property
    def is_live(self) -> bool:
        return self.ended_at is None


class RetentionReview(AccessControlled):
    """
    That somebody has looked whether a closed case is still needed, and keeps it.

    side: which looked. keep_until: the day from which its side reviews the case again; the last
    review of each side counts.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="retention_reviews")
    side = models.CharField(max_length=9, choices=Side)
    keep_until = models.DateField()
    reason = SealedTextField(max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False


class Destruction(SettledByAnother):
    """
    That everything held on a case is to be destroyed: proposed by one person, approved by another.

    rule: code of the rule of settings.RETENTION_RULES under which it goes. side: of whoever
    proposed it. takes_other_side: the other side has the case too, so that one of its people has to
    approve it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="destructions")
    rule = models.CharField(max_length=40)
    side = models.CharField(max_length=9, choices=Side)
    takes_other_side = models.BooleanField()

    class Meta(SettledByAnother.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_destruction_of_a_side_waits",
                fields=["case", "side"],
                condition=Q(status="WAITING"),
            ),
            models.CheckConstraint(name="destruction_is_settled_whole", condition=IS_SETTLED_WHOLE),
        ]


class DestroyedCase(models.Model):
    """
    The certificate of a case that was destroyed: what went, by whose decision and under which rule.

    It stays when the case is gone, so it refers to no row of it, and says nothing of what the case
    was about. keys_destroyed_at: when its keys were, after the approval. removed_at: when its rows
    and files were.

    is_restricted: the case was for named people only. kept_out: accounts that a conflict of
    interest kept from it. removed: {table: number of rows}. files: how many were removed from the
    store.
    """

    case_id = models.UUIDField(primary_key=True)
    urn = models.CharField(max_length=11)
    police_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    cps_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    rule_name = models.CharField(max_length=200)
    rule_source = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    is_restricted = models.BooleanField()
    kept_out = ArrayField(models.BigIntegerField(), default=list)
    keys_destroyed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed: Any = models.JSONField(default=dict)
    files = models.PositiveIntegerField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(name="destroyed_cases", fields=["-approved_at"])]
        constraints = [
            models.CheckConstraint(
                name="a_destroyed_case_is_removed_whole",
                condition=Q(removed_at=None, files=None)
                | Q(removed_at__isnull=False, files__isnull=False),
            )
        ]

    @property
    def entries(self) -> int:
        """How many rows were removed, of all tables that are counted together."""
        return sum(self.removed.values())
