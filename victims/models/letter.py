from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models import Suspect
from people.models import AccessControlled, Side, User
from people.models.managers import ScopedHistoryManager
from timeliness.models import Clock
from victims.models.record import Correspondence, VictimRecord


class LetterKind(models.TextChoices):
    """What a letter tells. Source: the national action plan's letters (domain notes 1.2, 5.2)."""

    HELLO = "HELLO", _("Who we are: the first letter")
    CHARGE = "CHARGE", _("A suspect has been charged")
    NFA = "NFA", _("No further action against a suspect")
    DISPOSAL = "DISPOSAL", _("A suspect is dealt with out of court")
    STOPPED = "STOPPED", _("The case against a suspect was stopped")
    ALTERED = "ALTERED", _("The charges against a suspect have changed")
    PROCEEDED = "PROCEEDED", _("Charges that lay on the file go on again")
    REVIEW_OUTCOME = "REVIEW_OUTCOME", _("Result of a review")
    NO_REVIEW = "NO_REVIEW", _("A decision cannot be reviewed under the scheme")


class LetterStatus(models.TextChoices):
    """The states of a letter."""

    DRAFT = "DRAFT", _("Draft")
    IN_REVIEW = "IN_REVIEW", _("Waiting for a second reader")
    RETURNED = "RETURNED", _("Returned by the second reader")
    APPROVED = "APPROVED", _("Approved, not yet sent")
    SENDING = "SENDING", _("Being sent")
    SENT = "SENT", _("Sent")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


UNSENT_LETTER_STATUSES = (
    LetterStatus.DRAFT, LetterStatus.IN_REVIEW, LetterStatus.RETURNED, LetterStatus.APPROVED,
    LetterStatus.SENDING,
)  # fmt: skip


class LetterMeans(models.TextChoices):
    """The means by which a letter is sent."""

    POST = "POST", _("By post: print it here")
    EMAIL = "EMAIL", _("By email, through GOV.UK Notify")
    POLICE = "POLICE", _("Through the police, who hand it over")
    ISVA = "ISVA", _("Through the ISVA, who hands it over")


class Letter(AccessControlled):
    """
    A letter to a victim about one suspect, or about none where it only introduces the unit.

    words: its facts when last written and its free paragraphs, encrypted together with the victim's
    key; the victim's name is filled in at dispatch. side: that writes it. authors: the accounts
    that wrote any version. means: by which it is or was sent.
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="letters")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=14, choices=LetterKind)
    suspect = models.ForeignKey(Suspect, models.PROTECT, null=True, related_name="letters")
    side = models.CharField(max_length=9, choices=Side, editable=False)
    template = models.PositiveSmallIntegerField()  # its version
    language = models.CharField(max_length=7, choices=Correspondence)
    status = models.CharField(max_length=9, choices=LetterStatus, default=LetterStatus.DRAFT)
    means = models.CharField(max_length=6, choices=LetterMeans, blank=True)
    words = models.BinaryField(default=b"")
    authors = ArrayField(models.BigIntegerField(), default=list)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(history_manager=ScopedHistoryManager, excluded_fields=["authors"])

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="letter_by_record", fields=["record", "-written_at"])]
        constraints = [
            models.UniqueConstraint(
                name="one_letter_at_a_time",
                fields=["record", "kind", "suspect", "side"],
                condition=Q(status__in=UNSENT_LETTER_STATUSES),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="letter_is_about_a_suspect_or_says_who_we_are",
                condition=Q(kind=LetterKind.HELLO, suspect=None)
                | ~Q(kind=LetterKind.HELLO) & Q(suspect__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_goes_out_approved",
                condition=~Q(
                    status__in=[LetterStatus.APPROVED, LetterStatus.SENDING, LetterStatus.SENT]
                )
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_goes_out_by_some_means",
                condition=~Q(status__in=[LetterStatus.SENDING, LetterStatus.SENT]) | ~Q(means=""),
            ),
        ]

    @property
    def sealed_as(self) -> str:
        """The context its words are bound to, besides the victim's key."""
        return f"letter:{self.pk}"

    @property
    def reference(self) -> str:
        """A reference that reveals nothing."""
        return self.pk.hex[:8].upper()


class SendingResult(models.TextChoices):
    """The result of a dispatch. Source of the last four: the CPS's letters (domain note 5.2)."""

    POSTED = "POSTED", _("Posted")
    HANDED_OVER = "HANDED_OVER", _("Handed over")
    DELIVERED = "DELIVERED", _("Delivered")
    CAME_BACK = "CAME_BACK", _("Came back, or did not arrive")
    NOT_SENT = "NOT_SENT", _("Not sent after all")
    DROPPED = "DROPPED", _("Stopped at the last moment")
    PERMANENT = "PERMANENT", _("Permanent failure: the address does not exist")
    TEMPORARY = "TEMPORARY", _("Temporary failure: the mailbox did not take it")
    TECHNICAL = "TECHNICAL", _("Technical failure: it was not sent")


# Sent or waiting to be sent: a letter has one such dispatch at a time.
LIVE_DISPATCH_RESULTS = (
    "",
    SendingResult.POSTED,
    SendingResult.HANDED_OVER,
    SendingResult.DELIVERED,
)


class Sending(AccessControlled):
    """
    One dispatch of a letter and its result. Its id is our reference at the provider.

    The worker sends an e-mail as the outbox sends notices: send_after, attempts and in_doubt belong
    to its lease; accepted_at: when the provider had it; look_after: when to poll for the result.
    text: the letter as sent, with the victim's name, encrypted with their key. clock: when to ask
    whether a posted letter arrived, where that period is set.
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="sendings")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="sendings")
    was_in_doubt: bool  # when it was leased; not stored (victims/actions/letter_email_queue.py)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="sendings")
    means = models.CharField(max_length=6, choices=LetterMeans)
    text = models.BinaryField(default=b"")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    result = models.CharField(max_length=11, choices=SendingResult, blank=True)
    result_at = models.DateTimeField(null=True)
    result_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=200, blank=True)
    accepted_at = models.DateTimeField(null=True)
    send_after = models.DateTimeField(null=True)
    look_after = models.DateTimeField(null=True)
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    in_doubt = models.BooleanField(default=False)

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [
            models.Index(
                name="sendings_to_send",
                fields=["send_after"],
                condition=Q(means=LetterMeans.EMAIL, result="", accepted_at=None),
            ),
            models.Index(
                name="sendings_to_ask_about",
                fields=["look_after"],
                condition=Q(means=LetterMeans.EMAIL, result="", accepted_at__isnull=False),
            ),
            models.Index(
                name="sendings_for_an_isva",
                fields=["at"],
                condition=Q(means=LetterMeans.ISVA, result="", why=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="letter_goes_out_once",
                fields=["letter"],
                condition=Q(result__in=LIVE_DISPATCH_RESULTS),
            ),
            models.CheckConstraint(
                name="sending_has_a_result_whole",
                condition=Q(result="", result_at=None) | ~Q(result="") & Q(result_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_an_e_mail_waits_to_be_sent",
                condition=Q(means=LetterMeans.EMAIL, send_after__isnull=False)
                | ~Q(means=LetterMeans.EMAIL) & Q(send_after=None, accepted_at=None),
            ),
        ]

    @property
    def sealed_as(self) -> str:
        return f"sending:{self.pk}"
