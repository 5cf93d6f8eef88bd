from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from cases.models.settled_by_another import IS_SETTLED_WHOLE, SettledByAnother
from people.models import AccessControlled, Side, User


class Restriction(AccessControlled):
    """
    That a case is for named people only, from one moment to another, and why.

    Case.is_restricted says it for queries. Who is allowed are grants (allowed_on_case), beside
    those who are named on the case as something else.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="restrictions")
    reason = SealedTextField(max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_live_restriction", fields=["case"], condition=Q(lifted_at=None)
            ),
            models.CheckConstraint(name="restriction_has_a_reason", condition=~Q(reason="")),
        ]

    @property
    def is_live(self) -> bool:
        return self.lifted_at is None


class RestrictionChangeKind(models.TextChoices):
    """What lets more people read a restricted case."""

    ALLOW = "ALLOW", _("Let someone read the case")
    LIFT = "LIFT", _("Lift the restriction")


class RestrictionChange(SettledByAnother):
    """
    A change that lets more people read a restricted case: proposed by one person, approved by
    another (ADR 76).

    person: whom it lets in, one of the authors. only_side: the proposer's side for one of its
    people; both sides read of a lifting.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="restriction_changes")
    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=5, choices=RestrictionChangeKind)
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    only_side = models.CharField(max_length=9, choices=Side, blank=True, editable=False)

    class Meta(SettledByAnother.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_change_of_a_restriction_waits",
                fields=["restriction", "kind", "person"],
                condition=Q(status="WAITING"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="change_of_restriction_is_settled_whole", condition=IS_SETTLED_WHOLE
            ),
            models.CheckConstraint(
                name="change_of_restriction_lets_someone_in",
                condition=Q(kind="ALLOW", person__isnull=False) & ~Q(only_side="")
                | Q(kind="LIFT", person=None, only_side=""),
            ),
        ]
