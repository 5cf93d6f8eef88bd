from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models import Case, Victim
from cases.models.explained_history import ExplainedHistory
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import UNDATED
from people.identity.capacities import READING_OF_VICTIMS
from people.models import Side, UnitAccessRoot, User
from people.models.managers import ScopedHistoryManager
from victims.models.safe_hours import SafeHours


class YesNoNotAsked(models.TextChoices):
    """A victim's answer. Not asked is not a no."""

    NOT_ASKED = "NOT_ASKED", _("Not asked yet")
    YES = "YES", _("Yes")
    NO = "NO", _("No")


class Channel(models.TextChoices):
    """The victim's preferred channel."""

    NOT_ASKED = "NOT_ASKED", _("Not asked yet")
    PHONE = "PHONE", _("Phone")
    TEXT = "TEXT", _("Text message")
    EMAIL = "EMAIL", _("Email")
    LETTER = "LETTER", _("Letter")
    THROUGH_ISVA = "THROUGH_ISVA", _("Through the ISVA")
    THROUGH_POLICE = "THROUGH_POLICE", _("Through the police")


class Correspondence(models.TextChoices):
    """The languages in which letters are written to a victim."""

    ENGLISH = "ENGLISH", _("English")
    WELSH = "WELSH", _("Welsh")


class VictimRecord(UnitAccessRoot):
    """
    How a victim wants and needs to be treated, for police and CPS: one row for each victim.

    Its id is the victim's. A trigger adds it with the victim and copies the case's units and
    restriction and the victim's only_side. The identity is in VictimIdentity; nothing here says
    what is alleged. liaison_officer (CPS) and contact_officer (police) are the named contacts; what
    they may do comes from their grants. update_every_days: how often the victim agreed to hear;
    None until agreed, because no source sets a period.

    last_reached_at: when a contact last got through. next_contact_on: the day agreed for the next
    contact. is_withdrawing: a withdrawal is recorded and not taken back; is_withdrawn: it is
    confirmed. listed_at: when the next contact is due (victims/contact_dates.py).
    """

    access_path = "case"
    read_in = READING_OF_VICTIMS
    notices_lead_to = "see-duties"
    reading_limit = "VICTIMS"
    notices_also_lead_to = {
        "liaison_note": "see-contacts#notes",
        "consent_changed": "see-victim-support",
        "letter_to_read": "see-letters",
        "letter_approved": "see-letters",
        "letter_returned": "see-letters",
        "no_victim_contact": "see-victim",
        "agreed_to_do": "see-meetings#agreed",
        "told_unchecked": "see-contacts",
        "identity_end_proposed": "see-identity-destruction",
        "identity_end_refused": "see-identity-destruction",
        "identity_destroyed": "see-identity-destruction",
    }
    is_work = False  # a victim may be told of a court date years after the unit's work is done

    case = models.ForeignKey(Case, models.PROTECT, related_name="victim_records")
    victim = models.OneToOneField(Victim, models.PROTECT, related_name="record")
    number = models.PositiveSmallIntegerField(editable=False)
    only_side = models.CharField(
        max_length=9, choices=Side, blank=True, db_default="", editable=False
    )
    wants_contact = models.CharField(
        max_length=9, choices=YesNoNotAsked, db_default=YesNoNotAsked.NOT_ASKED
    )
    channel = models.CharField(max_length=14, choices=Channel, db_default=Channel.NOT_ASKED)
    safe_times = SealedTextField(max_length=200, blank=True, db_default="")
    safe_hours = SafeHours()  # days and hours; safe_times: what does not fit into them
    voicemail_is_safe = models.CharField(
        max_length=9, choices=YesNoNotAsked, db_default=YesNoNotAsked.NOT_ASKED
    )
    text_is_safe = models.CharField(
        max_length=9, choices=YesNoNotAsked, db_default=YesNoNotAsked.NOT_ASKED
    )
    letter_is_safe = models.CharField(
        max_length=9, choices=YesNoNotAsked, db_default=YesNoNotAsked.NOT_ASKED
    )
    email_is_safe = models.CharField(
        max_length=9, choices=YesNoNotAsked, db_default=YesNoNotAsked.NOT_ASKED
    )
    care = SealedTextField(blank=True, db_default="")  # what makes a contact unsafe, and for whom
    language = SealedTextField(max_length=60, blank=True, db_default="")
    needs_interpreter = models.CharField(
        max_length=9, choices=YesNoNotAsked, db_default=YesNoNotAsked.NOT_ASKED
    )
    letters_in = models.CharField(
        max_length=7, choices=Correspondence, db_default=Correspondence.ENGLISH
    )
    access_needs = SealedTextField(blank=True, db_default="")
    update_every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    liaison_officer = models.ForeignKey(
        User, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    contact_officer = models.ForeignKey(
        User, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    last_reached_at = models.DateTimeField(null=True, editable=False)
    next_contact_on = models.DateField(null=True, editable=False)
    is_withdrawn = models.BooleanField(db_default=False, editable=False)
    is_withdrawing = models.BooleanField(db_default=False, editable=False)
    is_open = models.BooleanField(db_default=True, editable=False)
    listed_at = models.DateTimeField(db_default=UNDATED, editable=False)
    version = models.PositiveIntegerField(db_default=1)
    history = HistoricalRecords(
        bases=[ExplainedHistory],
        history_manager=ScopedHistoryManager,
        excluded_fields=[
            "is_restricted",
            "only_side",
            "is_open",
            "listed_at",
            "last_reached_at",
            "next_contact_on",
            "is_withdrawn",
            "is_withdrawing",
        ],
    )

    if TYPE_CHECKING:  # simple_history adds it to a model with a history

        def save_without_historical_record(self, **how: Any) -> None: ...

    class Meta(UnitAccessRoot.Meta):
        abstract = False
        indexes = [
            models.Index(
                name=f"record_of_{unit}",
                fields=[unit, "listed_at", "id"],
                condition=Q(is_open=True, is_restricted=False),
            )
            for unit in ("police_unit", "cps_unit")
        ]
