from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.identity.capacities import READING_OF_SUPPORT, VICTIM_CONTACT_CAPACITIES
from people.models import AccessControlled, Side, Unit, User
from victims.models.record import VictimRecord
from victims.models.support import Support


class LiaisonRole(models.TextChoices):
    """The roles that a liaison note can be sent to."""

    CONTACT_OFFICER = "CONTACT_OFFICER", _("The victim contact officer (police)")
    OFFICER_IN_CASE = "OFFICER_IN_CASE", _("The officer in the case (police)")
    LIAISON_OFFICER = "LIAISON_OFFICER", _("The victim liaison officer (CPS)")


POLICE_ROLES = (LiaisonRole.CONTACT_OFFICER, LiaisonRole.OFFICER_IN_CASE)
MAX_NOTE_LENGTH = 500  # characters; our setting: a note must not become an account of the offence


SEALED_AS = "liaison note"  # associated data of the encryption: a changed value decrypts no note


class LiaisonNote(AccessControlled):
    """
    A short text that an ISVA sends to named roles of police or CPS. Append-only.

    text: encrypted with the victim's key. relied_on: the consents it relied on, as they were when
    it was sent, so that a later withdrawal does not change it. wants_answer: the ISVA asks for one;
    not of notes from before that was asked.
    """

    access_path = "support"
    read_in = READING_OF_SUPPORT
    sealed_as = SEALED_AS

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    support = models.ForeignKey(Support, models.PROTECT, related_name="notes")
    text = models.BinaryField()
    wants_answer = models.BooleanField(db_default=False)
    roles = ArrayField(models.CharField(max_length=15, choices=LiaisonRole))
    relied_on = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="liaison_by_support", fields=["support", "-at", "-id"])]


class NoteReceived(AccessControlled):
    """
    A liaison note as received by one role of police or CPS, on the victim's record.

    From then on it belongs to that side, which may have to disclose it. The ISVA's other records
    are no part of it. sent: the note of the service, which this side does not read. wants_answer:
    as of the note that was sent.
    """

    read_in = VICTIM_CONTACT_CAPACITIES
    private_with = "record"
    sealed_as = SEALED_AS

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="notes_received")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="notes_received")
    service = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    sent = models.ForeignKey(LiaisonNote, models.PROTECT, related_name="received")
    role = models.CharField(max_length=15, choices=LiaisonRole)
    only_side = models.CharField(max_length=9, choices=Side, editable=False)
    text = models.BinaryField()
    wants_answer = models.BooleanField(db_default=False)
    relied_on = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="note_received_by", fields=["record", "role", "-at"])]
        constraints = [
            models.CheckConstraint(
                name="note_is_for_the_side_of_its_role",
                condition=Q(role__in=POLICE_ROLES, only_side=Side.POLICE)
                | Q(role=LiaisonRole.LIAISON_OFFICER, only_side=Side.CPS),
            )
        ]
