from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.action_plan import Reach
from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from cases.models.victim_request import VictimRequest
from cases.victim_request_words import IN_FORCE_FROM
from people.models import AccessControlled, User


class HowKnown(models.TextChoices):
    """What the belief that a holder has the information rests on (s.44A(3)(a)). Our own list."""

    STATEMENT = "STATEMENT", _("A statement or document mentions it")
    VICTIM = "VICTIM", _("The victim said so")
    HOLDER = "HOLDER", _("The holder said so")
    OTHER = "OTHER", _("Something else")


class NoticeRecipient(models.TextChoices):
    """
    To whom the notice is given.

    Source: Police, Crime, Sentencing and Courts Act 2022, s.44B(4): for a child, or an adult
    without capacity, one of the other three.
    """

    VICTIM = "VICTIM", _("The victim")
    PARENT = "PARENT", _("A parent or guardian")
    CARER = "CARER", _("Somebody from the authority or organisation that looks after the victim")
    ADULT = "ADULT", _("Another appropriate adult, because none of those is available")


class NoticePart(models.TextChoices):
    """A part of the notice (s.44B(2)) that may be left out by an exception (s.44B(5))."""

    WHAT = "WHAT", _("What is sought")
    WHY = "WHY", _("Why it is sought")
    HANDLING = "HANDLING", _("How it will be dealt with")


class StatutoryDecision(AccessControlled):
    """The police's decision, as the authorised person, that a request may be made. Never edited."""

    private_with = "request"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    request = models.OneToOneField(VictimRequest, models.PROTECT, related_name="decision")
    reach = models.CharField(max_length=11, choices=Reach)
    authorised_by = SealedTextField(max_length=150)
    authorised_on = models.DateField()
    line_of_inquiry = SealedTextField()
    necessity = SealedTextField()
    other_means = SealedTextField()
    probative_value = SealedTextField(blank=True)
    # Why the holder is believed to have it; not asked about a device, or before IN_FORCE_FROM.
    how_known = models.CharField(max_length=9, choices=HowKnown, blank=True, db_default="")
    belief = SealedTextField(blank=True, db_default="")
    # Codes of the steps of the code of practice that were taken, of those that were asked.
    steps = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="counselling_has_probative_value",
                condition=Q(~Q(probative_value=""), reach=Reach.COUNSELLING)
                | Q(authorised_on__lt=IN_FORCE_FROM, probative_value="")
                | Q(~Q(reach=Reach.COUNSELLING), probative_value=""),
            )
        ]


PARTS = {"what": NoticePart.WHAT, "why": NoticePart.WHY, "handling": NoticePart.HANDLING}
_AT_ALL = Q(given_on__isnull=False, late_because="", promised_on=None)
GIVEN_WHOLE = _AT_ALL & Q(left_out="") & ~Q(what="") & ~Q(why="") & ~Q(handling="")
GIVEN_IN_PART = (
    _AT_ALL
    & ~Q(exception="")
    & (
        Q(left_out=NoticePart.WHAT, what="") & ~Q(why="") & ~Q(handling="")
        | Q(left_out=NoticePart.WHY, why="") & ~Q(what="") & ~Q(handling="")
        | Q(left_out=NoticePart.HANDLING, handling="") & ~Q(what="") & ~Q(why="")
    )
)
NOT_GIVEN = Q(given_on=None, what="", why="", handling="", left_out="") & (
    ~Q(exception="") & Q(late_because="", promised_on=None)
    | ~Q(late_because="") & Q(exception="", promised_on__isnull=False)
)


class VictimNotice(AccessControlled):
    """
    The written notice of a request to the victim, or why there is none. Never edited.

    Given, wholly or but for a part left out by an exception; or excepted; or late: why it could not
    be given before the request, and by when it will be.
    """

    private_with = "request"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    request = models.ForeignKey(VictimRequest, models.PROTECT, related_name="notices")
    reach = models.CharField(max_length=11, choices=Reach)
    given_on = models.DateField(null=True)
    what = SealedTextField(blank=True)
    why = SealedTextField(blank=True)
    handling = SealedTextField(blank=True)
    # The owner of a device is told that they may refuse.
    may_refuse = models.BooleanField(default=False)
    exception = SealedTextField(blank=True)
    # Code of the ground of the exception, where the grounds have been entered.
    ground = models.CharField(max_length=40, blank=True, db_default="")
    # Who decided that the exception applies: blank in what was recorded before this was asked.
    decided_by = SealedTextField(max_length=150, blank=True, db_default="")
    again_on = models.DateField(null=True)  # when the exception is looked at again
    left_out = models.CharField(max_length=8, choices=NoticePart, blank=True, db_default="")
    late_because = SealedTextField(blank=True, db_default="")
    promised_on = models.DateField(null=True)
    recipient = models.CharField(
        max_length=6,
        choices=NoticeRecipient,
        default=NoticeRecipient.VICTIM,
        db_default=NoticeRecipient.VICTIM,
    )
    recipient_name = SealedTextField(max_length=150, blank=True, db_default="")
    recipient_because = SealedTextField(blank=True, db_default="")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="victim_told_once",
                fields=["request"],
                condition=Q(given_on__isnull=False, left_out=""),
            ),
            models.UniqueConstraint(
                name="victim_told_in_part_once",
                fields=["request"],
                condition=Q(given_on__isnull=False) & ~Q(left_out=""),
            ),
            models.UniqueConstraint(
                name="notice_late_once", fields=["request"], condition=~Q(late_because="")
            ),
            models.CheckConstraint(
                name="notice_given_excepted_or_late",
                condition=GIVEN_WHOLE & Q(exception="") | GIVEN_IN_PART | NOT_GIVEN,
            ),
            models.CheckConstraint(
                name="only_an_exception_has_a_ground",
                condition=Q(ground="", decided_by="", again_on=None) | ~Q(exception=""),
            ),
            models.CheckConstraint(
                name="notice_to_another_says_to_whom",
                condition=Q(
                    recipient=NoticeRecipient.VICTIM, recipient_name="", recipient_because=""
                )
                | ~Q(recipient=NoticeRecipient.VICTIM)
                & ~Q(recipient_name="")
                & ~Q(recipient_because=""),
            ),
            models.CheckConstraint(
                name="owner_of_a_device_told_of_refusing",
                condition=~Q(reach=Reach.DEVICE) | Q(may_refuse=True, exception=""),
            ),
        ]
