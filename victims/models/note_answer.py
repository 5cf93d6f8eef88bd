from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.identity.capacities import READING_OF_SUPPORT, VICTIM_CONTACT_CAPACITIES
from people.models import AccessControlled, Side, User
from victims.models.liaison_note import POLICE_ROLES, LiaisonNote, LiaisonRole, NoteReceived
from victims.models.record import VictimRecord
from victims.models.support import Support

ANSWER_SEALED_AS = "answer to a note"  # as SEALED_AS: a changed value decrypts no answer


class AnswerCorrectionReason(models.TextChoices):
    """Why an answer to a note is corrected. A list, so that no second text is kept."""

    MISTAKE = "MISTAKE", _("A mistake was made when it was written")
    BETTER_KNOWN = "BETTER_KNOWN", _("We now know more")


IS_FIRST_OR_SAYS_WHY = Q(first=None, number=1, why="") | Q(first__isnull=False, number__gt=1) & ~Q(
    why=""
)
IS_FOR_THE_SIDE_OF_ITS_ROLE = Q(role__in=POLICE_ROLES, only_side=Side.POLICE) | Q(
    role=LiaisonRole.LIAISON_OFFICER, only_side=Side.CPS
)


class NoteAnswer(AccessControlled):
    """
    What a role of police or CPS answers to a liaison note, as its own side keeps it. Append-only.

    text: encrypted with the victim's key. A correction is a further row, a version of the first
    one: all are kept. first: None of the first version. why: it was corrected.
    """

    read_in = VICTIM_CONTACT_CAPACITIES
    private_with = "record"
    sealed_as = ANSWER_SEALED_AS

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="note_answers")
    note = models.ForeignKey(NoteReceived, models.PROTECT, related_name="answers")
    role = models.CharField(max_length=15, choices=LiaisonRole)
    only_side = models.CharField(max_length=9, choices=Side, editable=False)
    text = models.BinaryField()
    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)  # of the version
    why = models.CharField(max_length=12, choices=AnswerCorrectionReason, blank=True, default="")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="answer_to_note", fields=["note", "at"])]
        constraints = [
            models.UniqueConstraint(
                name="answer_version_once", fields=["first", "number"], condition=~Q(first=None)
            ),
            models.CheckConstraint(
                name="corrected_answer_says_why", condition=IS_FIRST_OR_SAYS_WHY
            ),
            models.CheckConstraint(
                name="answer_is_of_the_side_of_its_role", condition=IS_FOR_THE_SIDE_OF_ITS_ROLE
            ),
        ]


class AnswerReceived(AccessControlled):
    """
    An answer as the service received it: in which role it was written, and by nobody's name.

    It is shown only while the service supports the victim and they agree that the side that
    answered gets notes from the ISVA (victims/queries/answerable_notes.py). Append-only; first,
    number, why: as of NoteAnswer.
    """

    access_path = "support"
    read_in = READING_OF_SUPPORT
    sealed_as = ANSWER_SEALED_AS

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    support = models.ForeignKey(Support, models.PROTECT, related_name="answers")
    note = models.ForeignKey(LiaisonNote, models.PROTECT, related_name="answers")
    side = models.CharField(max_length=9, choices=Side)
    role = models.CharField(max_length=15, choices=LiaisonRole)
    text = models.BinaryField()
    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)  # of the version
    why = models.CharField(max_length=12, choices=AnswerCorrectionReason, blank=True, default="")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="answer_by_support", fields=["support", "at"])]
        constraints = [
            models.UniqueConstraint(
                name="received_version_once", fields=["first", "number"], condition=~Q(first=None)
            ),
            models.CheckConstraint(
                name="answer_corrected_says_why", condition=IS_FIRST_OR_SAYS_WHY
            ),
        ]
