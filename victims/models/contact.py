from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Suspect
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, User
from victims.models.record import VictimRecord


class ContactDirection(models.TextChoices):
    """Who contacted whom."""

    OUT = "OUT", _("We contacted the victim")
    IN = "IN", _("The victim contacted us")


class Way(models.TextChoices):
    """The channel of a contact or attempt."""

    PHONE = "PHONE", _("Phone")
    TEXT = "TEXT", _("Text message")
    EMAIL = "EMAIL", _("Email")
    LETTER = "LETTER", _("Letter")
    IN_PERSON = "IN_PERSON", _("In person")
    VIDEO = "VIDEO", _("Video call")
    THROUGH_ISVA = "THROUGH_ISVA", _("Through the ISVA")
    THROUGH_POLICE = "THROUGH_POLICE", _("Through the police")


class ContactOutcome(models.TextChoices):
    """
    The outcome of a contact. Only REACHED got through; NOT_CONTACTED is a decision not to contact.

    REPORTED is an earlier contact that was not recorded: it is created from a VRR request, in which
    the victim says when they were told.
    """

    REACHED = "REACHED", _("Reached")
    NO_ANSWER = "NO_ANSWER", _("No answer")
    VOICEMAIL = "VOICEMAIL", _("Left a voicemail")
    SENT = "SENT", _("Sent or passed on, no answer yet")
    WRONG = "WRONG", _("Wrong number or address")
    NOT_SAFE = "NOT_SAFE", _("It was not safe to talk")
    NOT_CONTACTED = "NOT_CONTACTED", _("Decided not to make contact")
    REPORTED = "REPORTED", _("The victim says they had been told already")


class SpokeTo(models.TextChoices):
    """Who was spoken to in a contact that got through."""

    VICTIM = "VICTIM", _("The victim")
    REPRESENTATIVE = "REPRESENTATIVE", _("Someone who represents the victim")


class NewsTold(models.TextChoices):
    """The news items that a victim can be told. Source: the events of the Victims' Code."""

    ARREST = "ARREST", _("A suspect was arrested")
    INTERVIEW = "INTERVIEW", _("A suspect was interviewed under caution")
    RELEASE = "RELEASE", _("A suspect was released without charge")
    BAIL = "BAIL", _("Bail was set or changed")
    CHARGE = "CHARGE", _("A decision to charge")
    CHARGE_WITHDRAWN = "CHARGE_WITHDRAWN", _("A decision to charge was withdrawn")
    CHARGED = "CHARGED", _("A suspect was charged")
    NFA = "NFA", _("A decision to take no further action")
    DISPOSAL = "DISPOSAL", _("A decision to deal with a suspect out of court")
    DISPOSAL_ENDED = "DISPOSAL_ENDED", _("A suspect was not dealt with out of court after all")
    DECIDED_AGAIN = "DECIDED_AGAIN", _("What concerns the victim is to be decided again")
    STOPPED = "STOPPED", _("A charge was stopped")
    ALTERED = "ALTERED", _("A charge was substantially altered")
    PROCEEDED = "PROCEEDED", _("A court let charges go on that lay on the file")
    HEARING = "HEARING", _("The date or outcome of a hearing")
    OUTCOME = "OUTCOME", _("The outcome at court, or the sentence")
    REVIEW_RIGHT = "REVIEW_RIGHT", _("The right to a review, and how to ask for one")
    REVIEW_OUTCOME = "REVIEW_OUTCOME", _("Result of a review")
    NO_REVIEW = "NO_REVIEW", _("That a decision cannot be reviewed under the scheme, and why")
    NOT_INVESTIGATED = "NOT_INVESTIGATED", _("A decision not to investigate")
    STATEMENT = "STATEMENT", _("The victim personal statement")
    MEASURES = "MEASURES", _("Special measures")
    MEETING = "MEETING", _("The offer of a meeting")
    NOTHING_NEW = "NOTHING_NEW", _("How the case stands, with nothing new")


# News items that are about one suspect.
ABOUT_SUSPECTS = (
    NewsTold.NOT_INVESTIGATED, NewsTold.ARREST, NewsTold.INTERVIEW, NewsTold.RELEASE, NewsTold.BAIL,
    NewsTold.CHARGE, NewsTold.CHARGE_WITHDRAWN,
    NewsTold.CHARGED, NewsTold.NFA, NewsTold.DISPOSAL, NewsTold.DISPOSAL_ENDED,
    NewsTold.DECIDED_AGAIN,
    NewsTold.STOPPED, NewsTold.ALTERED, NewsTold.PROCEEDED, NewsTold.HEARING, NewsTold.OUTCOME,
    NewsTold.REVIEW_RIGHT, NewsTold.REVIEW_OUTCOME, NewsTold.NO_REVIEW,
)  # fmt: skip


class Signpost(models.TextChoices):
    """Where a victim was signposted for more help. Source: the CPS's call log."""

    IDVA = "IDVA", _("An IDVA")
    LOCAL_SUPPORT = "LOCAL_SUPPORT", _("Local support")
    WITNESS_CARE = "WITNESS_CARE", _("Witness care")
    OFFICER = "OFFICER", _("The officer in the case")
    OTHER = "OTHER", _("Someone else")


class IsvaTold(models.TextChoices):
    """Whether the victim's ISVA knows of the contact too."""

    YES = "YES", _("Yes")
    NO = "NO", _("No")
    NO_ISVA = "NO_ISVA", _("The victim has no ISVA, or does not want them told")


class Contact(AccessControlled):
    """
    One attempt to reach a victim, one contact by them, or a decision not to contact. Append-only.

    contacted_at: when it was; at: when it was recorded. barriers: the contact barriers at that time
    (victims/contact_barriers.py), and reason: why it was made despite them, or why none was made.
    is_safe_now: the person who made it confirmed that first. as_preferred: by the victim's
    preferred channel; None where not known. Each news item told is a row of Told. note: a line for
    the next caller, never about the allegation.
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="contacts")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="contacts")
    direction = models.CharField(max_length=3, choices=ContactDirection)
    channel = models.CharField(max_length=14, choices=Way, blank=True)
    outcome = models.CharField(max_length=13, choices=ContactOutcome)
    contacted_at = models.DateTimeField()
    spoke_to = models.CharField(max_length=14, choices=SpokeTo, blank=True)
    is_identity_checked = models.BooleanField(null=True)
    is_safe_now = models.BooleanField(default=False)
    barriers = ArrayField(models.CharField(max_length=14), default=list)
    reason = SealedTextField(blank=True)
    signposted = ArrayField(models.CharField(max_length=13), default=list)
    as_preferred = models.BooleanField(null=True)
    isva_told = models.CharField(max_length=7, choices=IsvaTold, blank=True)
    next_on = models.DateField(null=True)
    note = SealedTextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [
            models.Index(name="contact_by_record", fields=["record", "-contacted_at", "-id"])
        ]
        constraints = [
            models.CheckConstraint(
                name="contact_that_got_through_says_to_whom",
                condition=Q(outcome=ContactOutcome.REACHED, is_identity_checked__isnull=False)
                & ~Q(spoke_to="")
                | ~Q(outcome=ContactOutcome.REACHED)
                & Q(spoke_to="", is_identity_checked=None, as_preferred=None),
            ),
            models.CheckConstraint(
                name="contact_has_a_channel_or_was_not_made",
                condition=Q(
                    outcome=ContactOutcome.NOT_CONTACTED, channel="", direction=ContactDirection.OUT
                )
                | Q(outcome=ContactOutcome.REPORTED)
                | ~Q(outcome=ContactOutcome.NOT_CONTACTED) & ~Q(channel=""),
            ),
            models.CheckConstraint(
                name="contact_against_wishes_has_a_reason",
                condition=~Q(outcome=ContactOutcome.NOT_CONTACTED) & Q(barriers=[]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="contact_was_safe_to_make",
                condition=Q(is_safe_now=True)
                | Q(direction=ContactDirection.IN)
                | Q(outcome__in=[ContactOutcome.NOT_CONTACTED, ContactOutcome.REPORTED]),
            ),
        ]


class Told(AccessControlled):
    """
    One news item that a contact conveys to a victim, about one suspect or none.

    One row for each suspect, so that news about one does not count for another. reached_at: when it
    is known to have reached the victim; None while it is sent and not known to have arrived.
    sending: the dispatch, where a letter conveys it. taken_back_at: when it was found not to have
    arrived. What counts as told: victims/queries/news_told.py.
    """

    read_in = VictimRecord.read_in
    private_with = "suspect"
    second_path = "contact"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="told")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="told")
    what = models.CharField(max_length=16, choices=NewsTold)
    suspect = models.ForeignKey(Suspect, models.PROTECT, null=True, related_name="told")
    sending = models.ForeignKey("victims.Sending", models.PROTECT, null=True, related_name="told")
    reached_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="told_not_known", fields=["id"], condition=Q(reached_at=None))]
        constraints = [
            models.CheckConstraint(
                name="told_has_not_both_arrived_and_come_back",
                condition=Q(reached_at=None) | Q(taken_back_at=None),
            ),
            models.UniqueConstraint(
                name="told_once_in_a_contact", fields=["contact", "what", "suspect"],
                nulls_distinct=False,
            ),
        ]  # fmt: skip
