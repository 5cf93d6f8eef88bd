from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models.case import Case
from cases.models.held_material import HeldMaterial
from cases.models.referral import CodeTest
from cases.models.sealed_text import SealedTextField
from cases.models.standard_wording import WordingVersion
from cases.models.suspect import Suspect
from cases.statuses import ChallengeStatus, ItemStatus
from people.models import AccessControlled, Side, User
from people.models.managers import ScopedHistoryManager
from timeliness.models import Clock

if TYPE_CHECKING:
    from cases.models.document import Document
    from cases.models.proof import Gap


class Review(AccessControlled):
    """
    A prosecutor's review of the evidence against one or more suspects. Never edited.

    Its sections are those of cases.action_plans.review_sections; a further review starts from them.
    test: of the Code, as applied; empty in a review recorded before it was asked for. Under the
    Threshold Test, awaited says what evidence is still to come, review_again_on is the day of the
    next review, and clock reminds of it (cases.actions.threshold_clocks).
    second_since: since when a plan set on it is the second about one of these suspects after a
    full-code submission, and so needs a manager's approval.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews")
    suspects = models.ManyToManyField(Suspect, related_name="reviews")
    test = models.CharField(max_length=10, choices=CodeTest, blank=True, default="", db_default="")
    awaited = SealedTextField(blank=True, default="", db_default="")
    review_again_on = models.DateField(null=True)
    clock = models.OneToOneField(
        Clock, models.PROTECT, null=True, editable=False, related_name="threshold_review"
    )
    evidence = SealedTextField()
    public_interest = SealedTextField(blank=True)
    strategy = SealedTextField(blank=True)
    misconceptions = SealedTextField(blank=True)
    disclosure = SealedTextField(blank=True)
    victim_witness = SealedTextField(blank=True)
    has_plan = models.BooleanField(default=False)
    second_since = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="threshold_test_is_reviewed_again",
                condition=Q(test=CodeTest.THRESHOLD, review_again_on__isnull=False) & ~Q(awaited="")
                | ~Q(test=CodeTest.THRESHOLD) & Q(awaited="", review_again_on=None, clock=None),
            )
        ]

    @property
    def would_be_second(self) -> bool:
        """Whether a plan set on it now is a second one."""
        return self.second_since is not None and not self.has_plan


class ActionPlan(AccessControlled):
    """What the prosecutor asks of the police before deciding. Belongs to a review."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="action_plans")
    review = models.OneToOneField(Review, models.PROTECT, related_name="action_plan")
    number = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(name="plan_number_once", fields=["case", "number"])]


class Category(models.TextChoices):
    """Source: the categories of the CPS's public casework prototype."""

    DOCUMENTS = "DOCUMENTS", _("Documents and forms")
    FOOTAGE = "FOOTAGE", _("Footage")
    STATEMENTS = "STATEMENTS", _("Statements")
    FORENSIC = "FORENSIC", _("Forensic evidence")
    MEDICAL = "MEDICAL", _("Medical evidence")
    RECORDS = "RECORDS", _("Records")
    EXHIBITS = "EXHIBITS", _("Exhibits")
    OTHER = "OTHER", _("Other")


class Weight(models.TextChoices):
    ESSENTIAL = "ESSENTIAL", _("Essential")
    DESIRABLE = "DESIRABLE", _("Desirable")


class ItemPurpose(models.TextChoices):
    """
    What an action item is for: it fills a gap in the proof, or has another reason in law.

    Sources: Criminal Procedure and Investigations Act 1996 s.23(1)(a) (reasonable lines of inquiry)
    and s.3 (what must be disclosed); Youth Justice and Criminal Evidence Act 1999 ss.16 and 17
    (special measures); the Code for Crown Prosecutors (the public-interest stage).
    """

    GAP = "GAP", _("It fills a gap in the proof")
    INQUIRY = "INQUIRY", _("A reasonable line of inquiry, towards or away from the suspect")
    DISCLOSURE = "DISCLOSURE", _("Disclosure: what may undermine the case or assist the defence")
    PUBLIC = "PUBLIC", _("The public-interest stage")
    CARE = "CARE", _("The needs or safety of a victim or witness")
    LEGAL = "LEGAL", _("A requirement of law, such as a time limit or a consent")


class Answer(models.TextChoices):
    DONE = "DONE", _("Done")
    PARTLY = "PARTLY", _("Partly done")
    CANNOT = "CANNOT", _("Cannot be provided")


class Reach(models.TextChoices):
    """
    How an intrusive action reaches into the victim's life.

    Source: Police, Crime, Sentencing and Courts Act 2022, ss.37–39 (devices) and 44A–44F (holders).
    COUNSELLING is whatever a provider of psychological or emotional support holds, paid or not
    (s.44A(5) and the Counselling Services Regulations 2025, reg. 2).
    """

    HOLDER = "HOLDER", _("Material that others hold about the victim")
    COUNSELLING = "COUNSELLING", _("Records of counselling, therapy or emotional support")
    DEVICE = "DEVICE", _("The victim’s phone or another device")


class ActionItem(AccessControlled):
    """
    One action item: what, about whom, why it is reasonable and proportionate, and by when.

    reach: how it reaches into the victim's life, as the prosecutor set it or the police found.
    are_bounds_wanted: the police found so, and the prosecutor has not said yet what is asked for
    and why; its date is paused. not_reaching_because: why it does not, where its words sound so.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="action_items")
    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="items")
    suspects = models.ManyToManyField(Suspect, related_name="action_items")
    number = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=10, choices=Category)
    text = SealedTextField()
    line_of_inquiry = SealedTextField()
    proportionality = SealedTextField()
    weight = models.CharField(max_length=9, choices=Weight)
    purpose = models.CharField(
        max_length=10, choices=ItemPurpose, blank=True, default="", db_default=""
    )  # empty for items older than that field
    gaps: "models.ManyToManyField[Gap, Any]" = models.ManyToManyField(
        "Gap", related_name="asked_by"
    )
    first_due_on = models.DateField()
    due_on = models.DateField()
    status = models.CharField(max_length=9, choices=ItemStatus, default=ItemStatus.OPEN)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    date_asked_by = models.CharField(max_length=9, choices=Side, blank=True)  # still unanswered
    taken_on_at = models.DateTimeField(null=True)  # when the police accepted it as it is now
    challenge = models.CharField(
        max_length=9, choices=ChallengeStatus, blank=True
    )  # while it lasts
    asked_to_settle = ArrayField(models.BigIntegerField(), default=list)  # people, while it lasts
    reach = models.CharField(max_length=11, choices=Reach, blank=True, db_default="")
    are_bounds_wanted = models.BooleanField(default=False, db_default=False)
    not_reaching_because = SealedTextField(blank=True, db_default="")
    began_with = models.ForeignKey(
        WordingVersion, models.PROTECT, null=True, related_name="+"
    )  # the standard wording on which its text is based
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="action_item")
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(
        history_manager=ScopedHistoryManager, excluded_fields=["asked_to_settle"]
    )
    save_without_historical_record: Callable[..., None]  # of simple_history

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="item_number_once", fields=["plan", "number"]),
            models.CheckConstraint(
                name="answered_item_has_an_answer",
                condition=Q(status__in=["OPEN", "CANCELLED"]) | ~Q(answer=""),
            ),
        ]

    @property
    def place(self) -> dict[str, int]:
        """Its number, n, and that of its plan."""
        return {"n": self.number, "plan": self.plan.number}

    @property
    def waits_for_cps(self) -> bool:
        """Whether the CPS owes the police an answer about it, which pauses its date."""
        is_asked = self.challenge == ChallengeStatus.ASKED or self.date_asked_by == Side.POLICE
        return is_asked or self.are_bounds_wanted


class EntryKind(models.TextChoices):
    """Kind of an entry in the item log."""

    ANSWERED = "ANSWERED", _("Done")
    PARTLY = "PARTLY", _("Partly done")
    CANNOT = "CANNOT", _("Cannot be provided")
    ACCEPTED = "ACCEPTED", _("Answer accepted")
    MISSING = "MISSING", _("More is needed")
    CANCELLED = "CANCELLED", _("Action cancelled")
    DATE_ASKED = "DATE_ASKED", _("Another date asked for")
    DATE_AGREED = "DATE_AGREED", _("Date agreed")
    DATE_REFUSED = "DATE_REFUSED", _("Date not agreed")
    DATE_DROPPED = "DATE_DROPPED", _("Request for another date withdrawn")
    AMENDED = "AMENDED", _("Action amended")
    TAKEN_ON = "TAKEN_ON", _("Accepted by the police")
    VARIED = "VARIED", _("Variation proposed")
    CHALLENGED = "CHALLENGED", _("Challenged")
    WITHDRAWN = "WITHDRAWN", _("Question withdrawn: the action is unchanged")
    AGREED = "AGREED", _("Variation agreed")
    UPHELD = "UPHELD", _("Challenge upheld: action amended")
    HELD = "HELD", _("The prosecutor keeps the action as it is")
    SENT_UP = "SENT_UP", _("Two people are named to resolve it")
    PROPOSED = "PROPOSED", _("Outcome proposed")
    NOT_SETTLED = "NOT_SETTLED", _("Outcome not agreed")
    SETTLED = "SETTLED", _("Resolved by the two people named")
    RECLASSIFIED = "RECLASSIFIED", _("It reaches into the victim’s life, say the police")
    JUSTIFIED = "JUSTIFIED", _("What is asked for, and why, is said")


class ItemEntry(AccessControlled):
    """
    One entry in the item log, by one side to the other. Never edited.

    held, on_file: material that is held elsewhere, and documents that were on the case already,
    which the entry gives as an answer or a part of it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="item_entries")
    item = models.ForeignKey(ActionItem, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind)
    text = SealedTextField(blank=True)
    quoted = SealedTextField(blank=True)  # the text of the item, as proposed or now set
    date = models.DateField(null=True)
    side = models.CharField(max_length=9, choices=Side)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    held = models.ManyToManyField(HeldMaterial, related_name="answers")
    on_file: "models.ManyToManyField[Document, Any]" = models.ManyToManyField(
        "Document", related_name="answers"
    )

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="entry_by_item", fields=["item", "at"])]


class DateRequest(AccessControlled):
    """One side's request for another due date of an item, and the other side's answer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="date_requests")
    item = models.ForeignKey(ActionItem, models.PROTECT, related_name="date_requests")
    proposed_on = models.DateField()
    reason = SealedTextField()
    side = models.CharField(max_length=9, choices=Side)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_agreed = models.BooleanField(null=True)
    answer = SealedTextField(blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="one_open_date_request", fields=["item"], condition=Q(answered_at=None)
            ),
            models.CheckConstraint(
                name="date_request_answered_whole",
                condition=Q(is_agreed=None, answered_at=None)
                | Q(is_agreed__isnull=False, answered_at__isnull=False),
            ),
        ]
