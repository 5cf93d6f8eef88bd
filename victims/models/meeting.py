from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from people.models import AccessControlled, User
from people.models.managers import ScopedHistoryManager
from victims.models.record import VictimRecord


class MeetingPurpose(models.TextChoices):
    """The purpose of a meeting with a victim. Source: the CPS's public code (domain note 5.2)."""

    PRE_TRIAL = "PRE_TRIAL", _("A meeting before the trial")
    CHARGING_DECISION = "CHARGING_DECISION", _("To explain the charging decision")
    CHARGE_CHANGED = "CHARGE_CHANGED", _("To explain a charge that was stopped or altered")
    REVIEW = "REVIEW", _("About the Victims’ Right to Review")
    COMPLAINT = "COMPLAINT", _("About a complaint")
    OTHER = "OTHER", _("Something else")


class MeetingStatus(models.TextChoices):
    """The states of a meeting."""

    OFFERED = "OFFERED", _("Offered")
    NO_ANSWER = "NO_ANSWER", _("Offered: no answer")
    DECLINED = "DECLINED", _("Declined")
    ACCEPTED = "ACCEPTED", _("Accepted, not yet arranged")
    ARRANGED = "ARRANGED", _("Arranged")
    HELD = "HELD", _("Held")
    CANCELLED = "CANCELLED", _("Cancelled")


OPEN_MEETING_STATUSES = (
    MeetingStatus.OFFERED, MeetingStatus.NO_ANSWER, MeetingStatus.ACCEPTED, MeetingStatus.ARRANGED,
)  # fmt: skip


class OfferedBy(models.TextChoices):
    """How a meeting was offered."""

    POST = "POST", _("By post")
    POLICE = "POLICE", _("Through the police")
    ISVA = "ISVA", _("Through the ISVA")
    EMAIL = "EMAIL", _("By email")
    PHONE = "PHONE", _("By phone")


class MeetingMode(models.TextChoices):
    FACE_TO_FACE = "FACE_TO_FACE", _("Face to face")
    VIDEO = "VIDEO", _("By video")


class MeetingAttendee(models.TextChoices):
    """Who came to a meeting."""

    VICTIM = "VICTIM", _("The victim")
    SUPPORTER = "SUPPORTER", _("Someone to support the victim")
    ISVA = "ISVA", _("An ISVA")
    INTERPRETER = "INTERPRETER", _("An interpreter")
    POLICE = "POLICE", _("The police")
    CPS = "CPS", _("The CPS")


class AgreedActionOwner(models.TextChoices):
    """The side or person that owns an agreed action."""

    POLICE = "POLICE", _("The police")
    CPS = "CPS", _("The CPS")
    SERVICE = "SERVICE", _("The service that supports the victim")


# The texts of a meeting, encrypted together with the victim's key.
MEETING_WORD_FIELDS = (
    "declined_because", "place", "chair", "invitees", "supporters", "needs", "came_besides",
    "agreed", "cancelled_because", "changed_because",
)  # fmt: skip


class Meeting(AccessControlled):
    """
    A meeting with a victim: offered, answered, arranged, and held or cancelled.

    said: its words (SAID), encrypted together, because a place, a supporter or a need may identify
    the victim. came: MeetingAttendee values. One open meeting for each purpose, so that two people
    do not offer the same.
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="meetings")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="meetings")
    purpose = models.CharField(max_length=17, choices=MeetingPurpose)
    status = models.CharField(max_length=9, choices=MeetingStatus, default=MeetingStatus.OFFERED)
    offered_how = models.CharField(max_length=6, choices=OfferedBy)
    offered_on = models.DateField()
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True)
    mode = models.CharField(max_length=12, choices=MeetingMode, blank=True)
    meets_at = models.DateTimeField(null=True)
    planned_minutes = models.PositiveSmallIntegerField(null=True)
    lasted_minutes = models.PositiveSmallIntegerField(null=True)
    came = ArrayField(models.CharField(max_length=11, choices=MeetingAttendee), default=list)
    said = models.BinaryField(default=b"")
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(history_manager=ScopedHistoryManager)

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="meeting_by_record", fields=["record", "-offered_on"])]
        constraints = [
            models.UniqueConstraint(
                name="one_open_meeting_for_a_purpose",
                fields=["record", "purpose"],
                condition=Q(status__in=OPEN_MEETING_STATUSES) & ~Q(purpose=MeetingPurpose.OTHER),
            ),
            models.CheckConstraint(
                name="meeting_arranged_whole",
                condition=~Q(status__in=[MeetingStatus.ARRANGED, MeetingStatus.HELD])
                | ~Q(mode="") & Q(meets_at__isnull=False, planned_minutes__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_held_has_its_length",
                condition=Q(status=MeetingStatus.HELD, lasted_minutes__isnull=False)
                | ~Q(status=MeetingStatus.HELD) & Q(lasted_minutes=None),
            ),
            models.CheckConstraint(
                name="nobody_came_to_what_was_not_held",
                condition=Q(came=[]) | Q(status=MeetingStatus.HELD),
            ),
            models.CheckConstraint(
                name="meeting_answered_has_its_date",
                condition=Q(status__in=[MeetingStatus.OFFERED, MeetingStatus.CANCELLED])
                | Q(answered_on__isnull=False),
            ),
        ]

    @property
    def sealed_as(self) -> str:
        """The context its words are bound to, besides the victim's key."""
        return f"meeting:{self.pk}"

    @property
    def reference(self) -> str:
        """A reference that reveals nothing, for example in a calendar."""
        return self.pk.hex[:8].upper()


class Agreed(AccessControlled):
    """
    One action agreed at a meeting: what, who owns it, and by which day. Append-only.

    person: the owner; None for rows from before owners were named. owner: the owner's side. said:
    what is to be done, encrypted with the victim's key.
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agreed")
    number = models.PositiveSmallIntegerField()
    owner = models.CharField(max_length=7, choices=AgreedActionOwner)
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    said = models.BinaryField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="agreed_by_number", fields=["meeting", "number"])
        ]

    @property
    def sealed_as(self) -> str:
        """The context its words are bound to, besides the victim's key."""
        return f"agreed:{self.pk}"

    @property
    def is_done(self) -> bool:
        """Whether it was recorded as done."""
        return getattr(self, "done", None) is not None


class AgreedDone(AccessControlled):
    """An agreed action was done: on which day, and who recorded it. Append-only."""

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="+")
    agreed = models.OneToOneField(Agreed, models.PROTECT, related_name="done")
    done_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
