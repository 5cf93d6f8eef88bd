from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.decision import Decision
from cases.models.sealed_text import SealedTextField
from people.models import User
from timeliness.models import Clock


class ConsentAnswer(models.TextChoices):
    """Where the consent to prosecute stands; the first three are what a charge says of it."""

    ASKED = "ASKED", _("It has been asked for and not given yet")
    GIVEN = "GIVEN", _("It has been given")
    NOT_NEEDED = "NOT_NEEDED", _("It is not needed in this case")
    REFUSED = "REFUSED", _("It has been refused")


class ConsentStep(models.Model):
    """
    What is known of the consent to prosecute on a decision to charge (ADR 121). Never edited.

    A further step says what is so now, and corrects an earlier one, with a reason. Whoever reads
    the decision reads its steps. number: per decision; the first is what the charge itself said.
    of: whose consent it is, as the list of conditions names them then. on: the day on which it was
    asked for, given or refused; None where nobody said. is_waiting: it was asked for, this is the
    newest step, and the decision still counts. clock: by when an answer is looked for; None where
    no period is set.
    """

    case_from = "decision"
    row_named_by = ("decision_id", "number")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="consent_steps")
    number = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=10, choices=ConsentAnswer)
    of = models.CharField(max_length=200)
    on = models.DateField(null=True)
    reason = SealedTextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_waiting = models.BooleanField(default=False, editable=False)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="consent_step_once", fields=["decision", "number"]),
            models.CheckConstraint(
                name="only_an_unanswered_consent_waits",
                condition=Q(is_waiting=False) | Q(answer=ConsentAnswer.ASKED),
            ),
            models.UniqueConstraint(
                name="one_consent_waits", fields=["decision"], condition=Q(is_waiting=True)
            ),
        ]
