from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, ClosingReport, Decision, Suspect
from cases.models.sealed_text import SealedTextField
from people.identity.capacities import READING_OF_PANELS
from people.models import AccessControlled, AccessRoot, Grant, Side, Unit, User
from timeliness.models import Clock
from victims.models import VictimEvent

NAMED_ON_PANEL = {"panel_member": _("Member of a panel")}


class PanelStatus(models.TextChoices):
    """The states of a panel."""

    FRAMED = "FRAMED", _("Nothing is drawn yet")
    DRAWN = "DRAWN", _("Drawn: the members do not read yet")
    OPEN = "OPEN", _("With the members")
    CLOSED = "CLOSED", _("Closed")


class DecidedBy(models.TextChoices):
    """The side whose decisions not to charge, or not to investigate, a panel looks at."""

    CPS = "CPS", _("The CPS: no further action, or an out-of-court disposal")
    POLICE = "POLICE", _("The police: no further investigation")
    BOTH = "BOTH", _("Both")


class DrawMethod(models.TextChoices):
    """How the cases of a panel are drawn from its frame."""

    RANDOM = "RANDOM", _("At random")
    STRATIFIED = "STRATIFIED", _("At random within each kind of decision, in proportion")
    THEMATIC = "THEMATIC", _("At random among the decisions for one reason")


class Panel(AccessRoot):
    """
    A scrutiny panel of a pilot area, which looks back at decisions not to charge or to investigate.

    The frame's facts are fixed before the draw and never change. waited_days: minimum age of a
    decision at the draw. quorum: opinions needed on a case before the panel makes a finding; agreed
    for each panel, because no source sets a number (domain note 4.2). keeps_units_out: members of a
    unit that has a case do not read it. opinions_by: the due day of opinions. clock: reminds
    members who have not given one.
    """

    access_path = "pk"
    unit_of = dict.fromkeys(Side, "area")
    read_in = READING_OF_PANELS
    conflict_of = ""
    notices_lead_to = "see-panel"
    is_work = False

    area = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    decided_by = models.CharField(max_length=6, choices=DecidedBy)
    from_on = models.DateField()
    until_on = models.DateField()
    waited_days = models.PositiveSmallIntegerField()
    quorum = models.PositiveSmallIntegerField()
    keeps_units_out = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(max_length=6, choices=PanelStatus, default=PanelStatus.FRAMED)
    opinions_by = models.DateField(null=True)
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="panel")

    class Meta(AccessRoot.Meta):
        abstract = False
        permissions = list(NAMED_ON_PANEL.items())
        constraints = [
            models.CheckConstraint(
                name="frame_ends_after_it_begins", condition=Q(until_on__gte=F("from_on"))
            ),
            models.CheckConstraint(name="panel_has_a_quorum", condition=Q(quorum__gte=1)),
        ]

    @property
    def reference(self) -> str:
        """A reference that reveals nothing."""
        return self.pk.hex[:8].upper()


class PanelGrant(Grant):
    """The named role of a panel member, until their term ends."""

    content_object = models.ForeignKey(Panel, models.CASCADE, related_name="grants")

    class Meta(Grant.Meta):
        abstract = False


class PanelMember(AccessControlled):
    """The period in which a person sat on a panel. What they may do comes from the grant."""

    access_path = "panel"
    read_in = READING_OF_PANELS

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    until_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="member_of_a_panel_once", fields=["panel", "user"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="membership_ended_whole",
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        ]


class Draw(AccessControlled):
    """
    A draw: from which frame, how, and with which result, so that it can be repeated. Append-only.

    frame: its description. strata: the size of each in the frame and in the draw. result: the
    references drawn.
    """

    access_path = "panel"
    read_in = READING_OF_PANELS

    panel = models.OneToOneField(Panel, models.PROTECT, related_name="draw")
    method = models.CharField(max_length=10, choices=DrawMethod)
    reason = models.CharField(max_length=21, blank=True)  # a NfaReason, a kind, an outcome
    size = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=32)
    frame = models.JSONField()
    strata = models.JSONField()
    result = ArrayField(models.CharField(max_length=32))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False


class FrameEntry(AccessControlled):
    """
    One decision in the frame of a draw, under a reference that reveals nothing. Append-only.

    decision: the prosecutor's; closing: the police's report; event: a decision of the police from
    before they wrote reports. place: its position in the order of the draw.
    """

    access_path = "panel"
    read_in = READING_OF_PANELS

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="entries")
    reference = models.CharField(max_length=32)
    stratum = models.CharField(max_length=20)
    place = models.PositiveIntegerField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(VictimEvent, models.PROTECT, null=True, related_name="+")
    closing = models.ForeignKey(ClosingReport, models.PROTECT, null=True, related_name="+")

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="reference_once", fields=["panel", "reference"]),
            models.UniqueConstraint(name="place_once", fields=["panel", "place"]),
            models.CheckConstraint(
                name="entry_is_of_one_decision",
                condition=Q(decision=None, event__isnull=False, closing=None)
                | Q(decision__isnull=False, event=None, closing=None)
                | Q(decision=None, event=None, closing__isnull=False),
            ),
        ]


class PanelCaseStatus(models.TextChoices):
    """The states of a drawn case."""

    ON_PANEL = "ON_PANEL", _("On the panel")
    OUT_ASKED = "OUT_ASKED", _("Someone has asked to leave it out: a second person decides")
    OUT = "OUT", _("Left out")


class PanelCase(AccessControlled):
    """
    One drawn case of a panel, by its number and no name.

    A person in conflict with it does not read it, under any account (PanelConflict). A trigger
    marks a case that has been reopened, restricted or put under review (has_left): nobody reads it
    any more. is_open copies that members read, and is_over that the panel is closed. is_revealed:
    all who may give an opinion have. passage_asked_by: who proposed the passage that waits for a
    second person.
    """

    access_path = "panel"
    read_in = READING_OF_PANELS
    access_blocks = "conflicts"
    hidden_flag = "has_left"

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="cases")
    entry = models.OneToOneField(FrameEntry, models.PROTECT, related_name="drawn")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=9, choices=PanelCaseStatus, default=PanelCaseStatus.ON_PANEL
    )
    is_open = models.BooleanField(default=False, editable=False)
    is_over = models.BooleanField(default=False, editable=False)
    is_revealed = models.BooleanField(default=False, editable=False)
    has_left = models.BooleanField(default=False, editable=False)
    out_asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    passage_asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="panel_case_number_once", fields=["panel", "number"]),
            models.CheckConstraint(
                name="leaving_out_is_asked_by_somebody",
                condition=Q(status=PanelCaseStatus.ON_PANEL, out_asked_by=None)
                | ~Q(status=PanelCaseStatus.ON_PANEL) & Q(out_asked_by__isnull=False),
            ),
        ]


class ConflictKind(models.TextChoices):
    """Why a person does not read one case of a panel."""

    DECIDED = "DECIDED", _("Decided, or countersigned")
    WORKED = "WORKED", _("Worked on the case, or has a role on it")
    INTEREST = "INTEREST", _("Has a conflict of interest with the case")
    UNIT = "UNIT", _("Is of a unit that has the case")
    DECLARED = "DECLARED", _("Declared it")


class PanelConflict(AccessControlled):
    """A person's conflict with one case of a panel. Append-only. by: None if it was derived."""

    access_path = "panel"
    read_in = READING_OF_PANELS

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="+")
    panel_case = models.ForeignKey(PanelCase, models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ConflictKind)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="panel_conflict_once", fields=["panel_case", "user"])
        ]


class PanelStep(AccessControlled):
    """
    One step of a panel or a case of it. Append-only.

    note: why, of a step of one case; a step of the whole panel has none.
    """

    access_path = "panel"
    read_in = READING_OF_PANELS
    case_from = "panel_case__entry"

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="steps")
    panel_case = models.ForeignKey(PanelCase, models.PROTECT, null=True, related_name="steps")
    verb = models.CharField(max_length=40)
    note = SealedTextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="step_by_panel", fields=["panel", "at"])]
