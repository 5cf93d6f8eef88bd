from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.identity.capacities import READING_OF_SUPPORT, VICTIM_CONTACT_CAPACITIES
from people.models import Side, Unit, User, Walled
from victims.models.record import VictimRecord
from victims.models.support import Support


class LiaisonRole(models.TextChoices):
    """To whom a liaison note can go."""

    CONTACT_OFFICER = "CONTACT_OFFICER", _("The victim contact officer (police)")
    OFFICER_IN_CASE = "OFFICER_IN_CASE", _("The officer in the case (police)")
    LIAISON_OFFICER = "LIAISON_OFFICER", _("The victim liaison officer (CPS)")


POLICE_ROLES = (LiaisonRole.CONTACT_OFFICER, LiaisonRole.OFFICER_IN_CASE)
MAX_NOTE_LENGTH = 500  # characters: a liaison note is no place for an account; a product setting


SEALED_AS = "liaison note"  # authenticated with the text by the seal: a changed value opens no note


class LiaisonNote(Walled):
    """
    What an ISVA tells police or CPS on purpose: a short text, to named roles. Only ever added.

    text is sealed with the victim's key. relied_on: the consents that it rests on, as they stood
    when it was sent, because a consent that is taken back later rewrites nothing.
    """

    held = "support"
    read_in = READING_OF_SUPPORT
    sealed_as = SEALED_AS

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    support = models.ForeignKey(Support, models.PROTECT, related_name="notes")
    text = models.BinaryField()
    roles = ArrayField(models.CharField(max_length=15, choices=LiaisonRole))
    relied_on = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Walled.Meta):
        abstract = False
        indexes = [models.Index(name="liaison_by_support", fields=["support", "-at", "-id"])]


class NoteReceived(Walled):
    """
    A liaison note as it arrived with one role of police or CPS, with the record of the victim.

    From then on it is theirs, and may have to be disclosed. What the ISVA has besides is no part
    of it.
    """

    read_in = VICTIM_CONTACT_CAPACITIES
    kept_with = "record"
    sealed_as = SEALED_AS

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="notes_received")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="notes_received")
    service = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=15, choices=LiaisonRole)
    only_side = models.CharField(max_length=9, choices=Side, editable=False)
    text = models.BinaryField()
    relied_on = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Walled.Meta):
        abstract = False
        indexes = [models.Index(name="note_received_by", fields=["record", "role", "-at"])]
        constraints = [
            models.CheckConstraint(
                name="note_is_for_the_side_of_its_role",
                condition=Q(role__in=POLICE_ROLES, only_side=Side.POLICE)
                | Q(role=LiaisonRole.LIAISON_OFFICER, only_side=Side.CPS),
            )
        ]
