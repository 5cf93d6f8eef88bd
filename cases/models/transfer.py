from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.deadlines import Urgency
from cases.models.case import Case
from people.models import HeldByUnits, Side, Unit, User


class TransferStatus(models.TextChoices):
    """Status of the offer of a case to another CPS unit."""

    PROPOSED = "PROPOSED", _("Waiting for an answer")
    ACCEPTED = "ACCEPTED", _("Accepted")
    DECLINED = "DECLINED", _("Declined")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    OVERTAKEN = "OVERTAKEN", _("Ended: the case went to a unit in another way")


class Transfer(HeldByUnits):
    """
    One CPS unit offers a case to another, which takes it over or does not.

    What the other unit may know before the case is its own: these facts and the case's URN, to
    those of its people who have no conflict with the case. So cps_unit is here the unit it is
    offered to; a trigger keeps the copies true, and lets an accepted one follow its case on. The
    unit that offers reads Case.offered_to and the timeline. The police know of none of it until
    the case has moved.
    """

    notices_lead_to = "see-transfer"

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    urgency = models.CharField(max_length=14, choices=Urgency, blank=True)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=TransferStatus, default=TransferStatus.PROPOSED)
    answer = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    only_side = models.CharField(max_length=9, choices=Side, default=Side.CPS, editable=False)
    # What a worklist asks of a row: whether it waits, and since when it does.
    is_open = models.BooleanField(default=True, editable=False)
    listed_at = models.DateTimeField(editable=False)

    class Meta(HeldByUnits.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_transfer_waits", fields=["case"], condition=Q(status="PROPOSED")
            ),
            models.CheckConstraint(
                name="transfer_waits_or_has_ended",
                condition=Q(status="PROPOSED", is_open=True, ended_by=None, ended_at=None)
                | ~Q(status="PROPOSED")
                & Q(is_open=False, ended_by__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_leads_elsewhere", condition=~Q(to_unit=models.F("from_unit"))
            ),
            models.CheckConstraint(name="transfer_is_of_the_cps", condition=Q(only_side=Side.CPS)),
        ]
        indexes = [
            models.Index(
                name="transfer_waiting",
                fields=["cps_unit", "listed_at", "id"],
                condition=Q(is_open=True, is_restricted=False),
            )
        ]
