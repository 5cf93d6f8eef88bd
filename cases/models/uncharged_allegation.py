from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.decision import Decision
from cases.models.offence import Allegation
from cases.models.sealed_text import SealedTextField


class WhyUncharged(models.TextChoices):
    """
    Why a charge leaves an allegation out: a stage of the test is not met, or charges are selected.

    Sources: Code for Crown Prosecutors, section 4 (the two stages) and section 6 (selection of
    charges).
    """

    EVIDENTIAL = "EVIDENTIAL", _("The evidential stage is not met")
    PUBLIC_INTEREST = "PUBLIC_INTEREST", _("The public interest stage is not met")
    SELECTION = "SELECTION", _("The charges selected cover it")


class UnchargedAllegation(models.Model):
    """
    An allegation against the suspect that the charges of a decision leave out, and why.

    The charges of the decision as it was made and these rows together have every allegation that
    the CPS was sent once; a trigger refuses one that has both (cases/sql/allegation_outcomes.sql).
    One that is charged since has a count that was added: it is left out no longer. Decisions made
    before the reason was asked for have none.
    """

    case_from = "decision"
    row_named_by = ("decision_id", "allegation_id")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="uncharged")
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="+")
    why = models.CharField(max_length=15, choices=WhyUncharged)
    reason = SealedTextField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="uncharged_once", fields=["decision", "allegation"]),
            models.CheckConstraint(name="uncharged_says_why", condition=~Q(reason="")),
        ]
