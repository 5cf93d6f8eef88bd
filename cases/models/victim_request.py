from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.action_plan import ActionItem, Review
from cases.models.case import Case
from cases.models.suspect import Suspect
from people.models import AccessControlled, Side, User


class Reach(models.TextChoices):
    """
    How an intrusive action reaches into the victim's life.

    Source: Police, Crime, Sentencing and Courts Act 2022, ss.37–39 (devices) and 44A–44F (holders).
    """

    HOLDER = "HOLDER", _("Material that others hold about the victim")
    COUNSELLING = "COUNSELLING", _("Notes of the victim’s counselling")
    DEVICE = "DEVICE", _("The victim’s phone or another device")


class ProposalStatus(models.TextChoices):
    """Status of a proposed action item about counselling notes."""

    WAITING = "WAITING", _("Waiting for approval")
    APPROVED = "APPROVED", _("Approved, not set yet")
    REFUSED = "REFUSED", _("Not approved")
    SET = "SET", _("Set")


# Statuses in which the CPS still has to act on a proposal.
LASTING = frozenset({ProposalStatus.WAITING, ProposalStatus.APPROVED})


class Reaching(models.Model):
    """Fields that a prosecutor fills in for an intrusive action before it is set."""

    material = models.TextField()  # what, and who holds it
    from_on = models.DateField()
    to_on = models.DateField()
    necessity = models.TextField()
    less_intrusive = models.TextField()
    rebuttal = models.TextField(blank=True)  # of the presumption against counselling notes

    class Meta:
        abstract = True


class Proposal(Reaching, AccessControlled):
    """
    A proposed action item about counselling notes, for a manager's approval. Hidden from the
    police.

    It becomes an action item only once a person other than the proposer has approved it. Source:
    Police, Crime, Sentencing and Courts Act 2022, s.44D: the presumption against.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="proposals")
    review = models.ForeignKey(Review, models.PROTECT, related_name="proposals")
    suspects = models.ManyToManyField(Suspect, related_name="+")
    text = models.TextField()
    line_of_inquiry = models.TextField()
    status = models.CharField(max_length=8, choices=ProposalStatus, default=ProposalStatus.WAITING)
    only_side = models.CharField(
        max_length=9, choices=Side, default=Side.CPS, editable=False
    )  # for good
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    judgement = models.TextField(blank=True)
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(name="proposal_is_of_the_cps", condition=Q(only_side=Side.CPS)),
            models.CheckConstraint(
                name="proposal_rebuts_the_presumption", condition=~Q(rebuttal="")
            ),
            models.CheckConstraint(
                name="proposal_judged_whole",
                condition=Q(
                    status=ProposalStatus.WAITING, judgement="", judged_by=None, judged_at=None
                )
                | Q(
                    ~Q(status=ProposalStatus.WAITING),
                    ~Q(judgement=""),
                    judged_by__isnull=False,
                    judged_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="proposal_judged_by_another",
                condition=Q(judged_by=None) | ~Q(judged_by=F("by")),
            ),
            models.CheckConstraint(
                name="proposal_dates_in_order", condition=Q(from_on__lte=F("to_on"))
            ),
        ]


class VictimRequest(Reaching, AccessControlled):
    """
    A victim information request: the steps the police must take before an intrusive action.

    The request is stored, never the material. The dates repeat those of StatutoryDecision and
    VictimNotice.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="victim_requests")
    item = models.OneToOneField(ActionItem, models.PROTECT, related_name="victim_request")
    reach = models.CharField(max_length=11, choices=Reach)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    authorised_on = models.DateField(null=True)
    notified_on = models.DateField(null=True)  # when the victim was told
    is_excepted = models.BooleanField(default=False)  # or need not be told before
    agreed_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    requested_on = models.DateField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="counselling_is_approved",
                condition=Q(
                    ~Q(rebuttal=""),
                    reach=Reach.COUNSELLING,
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                )
                | Q(~Q(reach=Reach.COUNSELLING), rebuttal="", approved_by=None, approved_at=None),
            ),
            models.CheckConstraint(
                name="request_approved_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=F("set_by")),
            ),
            models.CheckConstraint(
                name="request_dates_in_order", condition=Q(from_on__lte=F("to_on"))
            ),
            models.CheckConstraint(
                name="requested_once_decided_and_told",
                condition=Q(requested_on=None)
                | Q(
                    Q(notified_on__isnull=False) | Q(is_excepted=True),
                    authorised_on__lte=F("requested_on"),
                    authorised_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="device_requested_once_agreed",
                condition=Q(requested_on=None)
                | ~Q(reach=Reach.DEVICE)
                | Q(agreed_on__isnull=False, agreed_on__lte=F("requested_on")),
            ),
            models.CheckConstraint(
                name="only_a_device_is_agreed_to",
                condition=Q(reach=Reach.DEVICE, is_excepted=False)
                | Q(~Q(reach=Reach.DEVICE), agreed_on=None, withdrawn_on=None),
            ),
            models.CheckConstraint(
                name="agreement_withdrawn_after_given",
                condition=Q(withdrawn_on=None)
                | Q(agreed_on__isnull=False, agreed_on__lte=F("withdrawn_on")),
            ),
        ]


class StatutoryDecision(AccessControlled):
    """The police's decision, as the authorised person, that a request may be made. Never edited."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    request = models.OneToOneField(VictimRequest, models.PROTECT, related_name="decision")
    reach = models.CharField(max_length=11, choices=Reach)
    authorised_by = models.CharField(max_length=150)
    authorised_on = models.DateField()
    line_of_inquiry = models.TextField()
    necessity = models.TextField()
    other_means = models.TextField()
    probative_value = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="counselling_has_probative_value",
                condition=Q(~Q(probative_value=""), reach=Reach.COUNSELLING)
                | Q(~Q(reach=Reach.COUNSELLING), probative_value=""),
            )
        ]


class VictimNotice(AccessControlled):
    """The written notice of a request to the victim, or why they need not get one. Never edited."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    request = models.ForeignKey(VictimRequest, models.PROTECT, related_name="notices")
    reach = models.CharField(max_length=11, choices=Reach)
    given_on = models.DateField(null=True)
    what = models.TextField(blank=True)
    why = models.TextField(blank=True)
    handling = models.TextField(blank=True)
    # The owner of a device is told that they may refuse.
    may_refuse = models.BooleanField(default=False)
    exception = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="victim_told_once", fields=["request"], condition=Q(exception="")
            ),
            models.UniqueConstraint(
                name="exception_relied_on_once", fields=["request"], condition=~Q(exception="")
            ),
            models.CheckConstraint(
                name="victim_told_whole_or_excepted",
                condition=Q(
                    ~Q(what=""), ~Q(why=""), ~Q(handling=""), given_on__isnull=False, exception=""
                )
                | Q(~Q(exception=""), what="", why="", handling="", given_on=None),
            ),
            models.CheckConstraint(
                name="owner_of_a_device_told_of_refusing",
                condition=~Q(reach=Reach.DEVICE) | Q(may_refuse=True, exception=""),
            ),
        ]
