from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import AccessControlled, User
from victims.models.contact import SpokeTo
from victims.models.record import VictimRecord
from victims.models.withdrawal import VictimFacingBody


class CaseSupportAnswer(models.TextChoices):
    """A victim's answer when asked whether they support the case. Not asked has no row."""

    YES = "YES", _("Supports the case")
    NOT_SURE = "NOT_SURE", _("Is not sure")
    NO = "NO", _("Does not support the case")


class CaseSupport(AccessControlled):
    """
    A victim's answer to whether they support the case: who asked, when, and what. Append-only.

    The answer of the last day counts; a recorded withdrawal counts before it
    (victims.queries.case_support). asked_by: on whose behalf; spoke_to: who answered; by: who
    recorded it.
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="case_support")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="case_support")
    answer = models.CharField(max_length=8, choices=CaseSupportAnswer)
    on = models.DateField()
    asked_by = models.CharField(max_length=12, choices=VictimFacingBody)
    spoke_to = models.CharField(max_length=14, choices=SpokeTo)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="case_support_by_record", fields=["record", "-on", "-at"])]
