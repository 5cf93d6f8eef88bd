from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.action_plan import ActionItem, Reach, Review
from cases.models.case import Case, Victim
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import Suspect
from cases.statuses import ItemStatus
from people.models import AccessControlled, Side, User
from people.text.dates import format_day
from timeliness.calendar import london_day
from timeliness.models import Clock


class ProposalStatus(models.TextChoices):
    """Status of a proposed action item about counselling notes."""

    WAITING = "WAITING", _("Waiting for approval")
    APPROVED = "APPROVED", _("Approved, not set yet")
    REFUSED = "REFUSED", _("Not approved")
    SET = "SET", _("Set")


# Statuses in which the CPS still has to act on a proposal.
LASTING = frozenset({ProposalStatus.WAITING, ProposalStatus.APPROVED})


class HolderReply(models.TextChoices):
    """What came of a request to a holder. Our own list."""

    ALL = "ALL", _("All that was asked for")
    PART = "PART", _("A part of it")
    NONE_HELD = "NONE_HELD", _("They do not hold it")
    REFUSED = "REFUSED", _("They refuse")


class Reaching(models.Model):
    """
    Fields that a prosecutor fills in for an intrusive action before it is set.

    victim: None on rows from before a case's victims were told apart. again_because: why what was
    asked for before is asked for again.
    """

    victim = models.ForeignKey(Victim, models.PROTECT, null=True, related_name="+")
    material = SealedTextField()  # what
    holder = SealedTextField(max_length=200, blank=True, db_default="")  # who holds it
    again_because = SealedTextField(blank=True, db_default="")
    from_on = models.DateField()
    to_on = models.DateField()
    necessity = SealedTextField()
    less_intrusive = SealedTextField()
    rebuttal = SealedTextField(blank=True)  # of the presumption against counselling notes

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
    text = SealedTextField()
    line_of_inquiry = SealedTextField()
    status = models.CharField(max_length=8, choices=ProposalStatus, default=ProposalStatus.WAITING)
    only_side = models.CharField(
        max_length=9, choices=Side, default=Side.CPS, editable=False
    )  # for good
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    judgement = SealedTextField(blank=True)
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
    A victim information request: the steps the police must take before they ask for material about
    a victim, for an action of a plan or on their own decision.

    item: None where the police decided themselves to ask. Such a request names its victim, and is
    private to the police (only_side) until the CPS knows of the victim. dropped_at,
    dropped_because: when and why the police gave one of their own up; that for an action ends with
    its action.

    The request is stored, never the material. The dates repeat those of StatutoryDecision and
    VictimNotice. notice_by: when the police will give a notice that could not be given before the
    request (s.44B(3)); it ends no duty, and notice_clock reminds of it. exception_again_on: when an
    exception that the police rely on is looked at again; exception_clock reminds of it.
    request_text, request_means: what the request to the holder said, and how it was sent.
    replied_on, reply: what came of it, kept at held_where. returned_on: when it was given back.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="victim_requests")
    item = models.OneToOneField(
        ActionItem, models.PROTECT, null=True, related_name="victim_request"
    )
    only_side = models.CharField(
        max_length=9, choices=Side, blank=True, default="", db_default="", editable=False
    )
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
    notice_by = models.DateField(null=True)
    notice_clock = models.OneToOneField(
        Clock, models.PROTECT, null=True, related_name="victim_request"
    )
    exception_again_on = models.DateField(null=True)
    exception_clock = models.OneToOneField(
        Clock, models.PROTECT, null=True, related_name="excepted_request"
    )
    request_text = SealedTextField(blank=True, db_default="")
    request_means = SealedTextField(max_length=200, blank=True, db_default="")
    replied_on = models.DateField(null=True)
    reply = models.CharField(max_length=9, choices=HolderReply, blank=True, db_default="")
    held_where = SealedTextField(max_length=200, blank=True, db_default="")
    returned_on = models.DateField(null=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_because = SealedTextField(blank=True, db_default="")

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="counselling_is_approved",
                condition=Q(
                    ~Q(rebuttal=""),
                    reach=Reach.COUNSELLING,
                    item__isnull=False,
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                )
                | Q(
                    ~Q(rebuttal=""),
                    reach=Reach.COUNSELLING,
                    item=None,
                    approved_by=None,
                    approved_at=None,
                )
                | Q(~Q(reach=Reach.COUNSELLING), rebuttal="", approved_by=None, approved_at=None),
            ),
            models.CheckConstraint(
                name="own_request_names_its_victim",
                condition=Q(item__isnull=False) | Q(victim__isnull=False),
            ),
            models.CheckConstraint(
                name="only_an_own_request_is_private",
                condition=Q(only_side="") | Q(only_side=Side.POLICE, item=None),
            ),
            models.CheckConstraint(
                name="only_an_own_request_is_dropped",
                condition=Q(dropped_at=None, dropped_because="")
                | Q(~Q(dropped_because=""), item=None, dropped_at__isnull=False),
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
                    Q(notified_on__isnull=False) | Q(is_excepted=True) | Q(notice_by__isnull=False),
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
                condition=Q(reach=Reach.DEVICE, is_excepted=False, notice_by=None)
                | Q(~Q(reach=Reach.DEVICE), agreed_on=None, withdrawn_on=None),
            ),
            models.CheckConstraint(
                name="replied_after_requested",
                condition=Q(replied_on=None, reply="", held_where="")
                | Q(requested_on__isnull=False, replied_on__isnull=False)
                & Q(requested_on__lte=F("replied_on"))
                & ~Q(reply="")
                & ~Q(reach=Reach.DEVICE),
            ),
            models.CheckConstraint(
                name="returned_after_requested",
                condition=Q(returned_on=None)
                | Q(requested_on__isnull=False, requested_on__lte=F("returned_on")),
            ),
            models.CheckConstraint(
                name="agreement_withdrawn_after_given",
                condition=Q(withdrawn_on=None)
                | Q(agreed_on__isnull=False, agreed_on__lte=F("withdrawn_on")),
            ),
        ]

    @property
    def is_own(self) -> bool:
        """Whether the police decided themselves to ask, without an action of a plan."""
        return self.item_id is None

    @property
    def name(self) -> str:
        """Which action it is for, or that it is the police's own and since when. For a heading."""
        if self.item is None:
            day = format_day(london_day(self.set_at))
            return gettext("The police’s own request of %(day)s") % {"day": day}
        return gettext("Action %(n)s of plan %(plan)s") % self.item.place

    @property
    def name_in_sentence(self) -> str:
        """The name as it stands inside a sentence."""
        if self.item is None:
            day = format_day(london_day(self.set_at))
            return gettext("the police’s own request of %(day)s") % {"day": day}
        return gettext("action %(n)s of plan %(plan)s") % self.item.place

    @property
    def is_open(self) -> bool:
        """Whether what it is for still waits."""
        if self.item is None:
            return self.dropped_at is None and self.replied_on is None
        return self.item.status == ItemStatus.OPEN

    @property
    def is_cancelled(self) -> bool:
        """Whether its action was cancelled, or it was dropped, or not agreed to any more."""
        if self.item is None:
            is_withdrawn = self.withdrawn_on is not None and self.requested_on is None
            return is_withdrawn or self.dropped_at is not None
        return self.item.status == ItemStatus.CANCELLED

    @property
    def is_notice_owed(self) -> bool:
        """
        Whether the victim has still to be told, because the notice could not be given before, and
        no exception to it is relied on meanwhile.
        """
        is_promised = self.notice_by is not None and self.notified_on is None
        return is_promised and self.exception_again_on is None

    @property
    def is_notice_open(self) -> bool:
        """Whether there is more to record: the notice is owed, or an exception is relied on."""
        is_excepted = self.is_excepted and self.notified_on is None
        return self.is_notice_owed or is_excepted or self.exception_again_on is not None
