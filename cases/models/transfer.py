from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.deadlines import Urgency
from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from people.models import Side, Unit, UnitAccessRoot, User


class TransferStatus(models.TextChoices):
    """Status of the offer of a case to another CPS unit."""

    PROPOSED = "PROPOSED", _("Waiting for an answer")
    ACCEPTED = "ACCEPTED", _("Accepted")
    DECLINED = "DECLINED", _("Declined")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    OVERTAKEN = "OVERTAKEN", _("Ended: the case went to a unit in another way")


class Transfer(UnitAccessRoot):
    """
    One CPS unit's offer of a case to another, which accepts or declines it.

    Before the case is theirs, the people of the other unit without a conflict see only these facts
    and the URN. So cps_unit is here the unit it is offered to; a trigger maintains the copies, and
    lets an accepted offer follow its case. The offering unit reads Case.offered_to and the
    timeline. The police see nothing of it until the case has moved.
    """

    notices_lead_to = "see-transfer"

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    urgency = models.CharField(max_length=14, choices=Urgency, blank=True)
    reason = SealedTextField(max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=TransferStatus, default=TransferStatus.PROPOSED)
    answer = SealedTextField(max_length=500, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    only_side = models.CharField(max_length=9, choices=Side, default=Side.CPS, editable=False)
    # Columns that a worklist filters and sorts by: whether the offer is open, and since when.
    is_open = models.BooleanField(default=True, editable=False)
    listed_at = models.DateTimeField(editable=False)

    class Meta(UnitAccessRoot.Meta):
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
