from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from cases.models.settled_by_another import IS_SETTLED_WHOLE, SettledByAnother
from people.models import AccessControlled, Side, User
from people.models.managers import ScopedManager


class ConflictKind(models.TextChoices):
    """How a person is involved in a case. Source: AC-17 of the security requirements."""

    PARTY = "PARTY", _("A party to the case")
    RELATIVE = "RELATIVE", _("A relative or close friend of someone in it")
    WITNESS = "WITNESS", _("A witness")
    EX_PARTNER = "EX_PARTNER", _("A partner or former partner of someone in it")
    COMPLAINED_OF = "COMPLAINED_OF", _("The subject of a complaint about it")


class Conflicts(ScopedManager["Conflict"]):
    """Queries of the access block itself, without a scope."""

    def open_of(self, accounts: Iterable[int]) -> "QuerySet[Conflict]":
        """Open conflicts of these accounts."""
        return self._open().filter(user__in=accounts, lifted_at=None)

    def open_with(self, case_id: UUID) -> "QuerySet[Conflict]":
        """Open conflicts with this case."""
        return self._open().filter(case=case_id, lifted_at=None)

    def of_service(self, case_id: UUID, people: Iterable[int]) -> "QuerySet[Conflict]":
        """Open conflicts recorded by a support service about its own people, who read no case."""
        return self._open().filter(case=case_id, only_side=Side.SUPPORT, user__in=people)


class Conflict(AccessControlled):
    """
    A conflict of interest: until it is lifted the person cannot see the case, whatever they hold.

    Applies to every account of the person, also to those linked later. only_side: the side that
    recorded it, which alone can see and lift it; the other side's row about the same person is
    separate. The person never learns of a row about them. Rows are lifted, never removed.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=13, choices=ConflictKind)
    reason = SealedTextField()
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    only_side = models.CharField(max_length=9, choices=Side, editable=False)
    lifted_because = SealedTextField(blank=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects: ClassVar[Conflicts] = Conflicts()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_open_conflict",
                fields=["user", "case", "only_side"],
                condition=Q(lifted_at=None),
            ),
            models.CheckConstraint(
                name="conflict_lifted_whole",
                condition=Q(lifted_at=None, lifted_by=None, lifted_because="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because=""),
            ),
            models.CheckConstraint(name="conflict_has_a_reason", condition=~Q(reason="")),
        ]

    @property
    def is_lifted(self) -> bool:
        return self.lifted_at is not None


class ConflictLifting(SettledByAnother):
    """
    That a conflict of interest be lifted: proposed by one person, approved by another (ADR 78).

    Its reason becomes that of the lifting. Visible to the side that recorded the conflict.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    conflict = models.ForeignKey(Conflict, models.PROTECT, related_name="liftings")
    only_side = models.CharField(max_length=9, choices=Side, blank=True, editable=False)

    class Meta(SettledByAnother.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_lifting_of_a_conflict_waits",
                fields=["conflict"],
                condition=Q(status="WAITING"),
            ),
            models.CheckConstraint(
                name="lifting_of_conflict_is_settled_whole", condition=IS_SETTLED_WHOLE
            ),
            models.CheckConstraint(
                name="lifting_of_conflict_has_a_side", condition=~Q(only_side="") & ~Q(reason="")
            ),
        ]


class ConflictAttempt(AccessControlled):
    """
    A conflicted person's attempt to open the case on one day, which was refused as not found.

    One row per conflict and day, so that managers are notified once a day.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    conflict = models.ForeignKey(Conflict, models.PROTECT, related_name="attempts")
    on = models.DateField()
    at = models.DateTimeField()
    only_side = models.CharField(max_length=9, choices=Side, editable=False)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="attempt_told_once_a_day", fields=["conflict", "on"])
        ]
