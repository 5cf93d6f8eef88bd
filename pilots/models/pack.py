from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.sealed_text import SealedJSONField, SealedTextField
from people.identity.capacities import READING_OF_PANELS
from people.models import AccessControlled, User
from pilots.models.panel import Panel, PanelCase
from pilots.themes import Theme


class Pack(AccessControlled):
    """
    What members read of one drawn case: facts from an allow-list only. Append-only.

    facts: [[name of the fact, number or code]] from pilots/actions/packs.py, so that no typed text
    is in it.
    """

    access_path = "panel"
    read_in = READING_OF_PANELS
    case_from = "panel_case__entry"

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="+")
    panel_case = models.OneToOneField(PanelCase, models.PROTECT, related_name="pack")
    facts = SealedJSONField(are_rows=True)
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False


class Passage(AccessControlled):
    """
    A passage of the decision's reasons, without identifiers, proposed by a convener. Append-only.

    The newest of a case that another person agreed to is shown; the others stay on record.
    needs_agreement: False of those from before a second person was asked.
    """

    access_path = "panel"
    read_in = READING_OF_PANELS
    case_from = "panel_case__entry"

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="+")
    panel_case = models.ForeignKey(PanelCase, models.PROTECT, related_name="passages")
    text = SealedTextField(blank=True)
    needs_agreement = models.BooleanField(default=True, db_default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="passage_by_case", fields=["panel_case", "-at"])]


class PassageAnswer(AccessControlled):
    """Whether a second person agreed to a passage. Append-only (pilots/sql/panels.sql)."""

    access_path = "panel"
    read_in = READING_OF_PANELS

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="+")
    passage = models.OneToOneField(Passage, models.PROTECT, related_name="answer")
    is_agreed = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False


class Grade(models.TextChoices):
    """The grade of a decision. Source: the panel model of a police force (domain note 4.2)."""

    CONSISTENT = "CONSISTENT", _("Consistent with the evidence and policy")
    OBSERVATIONS = "OBSERVATIONS", _("Appropriate, with observations")
    INAPPROPRIATE = "INAPPROPRIATE", _("Inappropriate")
    CANNOT_CONCLUDE = "CANNOT_CONCLUDE", _("Cannot be concluded from the pack")


class AssessmentAnswer(models.TextChoices):
    """An answer to one assessment question about a case."""

    YES = "YES", _("Yes")
    PARTLY = "PARTLY", _("Partly")
    NO = "NO", _("No")
    CANNOT_TELL = "CANNOT_TELL", _("The pack does not tell")


class Judgement(AccessControlled):
    """The fields common to opinions and findings."""

    access_path = "panel"
    read_in = READING_OF_PANELS
    case_from = "panel_case__entry"

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="+")
    grade = models.CharField(max_length=15, choices=Grade)
    themes = ArrayField(models.CharField(max_length=20, choices=Theme), default=list)
    text = SealedTextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = True


class Opinion(Judgement):
    """
    One member's opinion on one case, given before any other is seen. Append-only.

    Nobody reads another's until all who may give one have, or the due day is over
    (pilots/permissions/panels.py); until then only its author's own page shows that it exists.
    """

    panel_case = models.ForeignKey(PanelCase, models.PROTECT, related_name="opinions")
    is_suspect_focused = models.CharField(max_length=11, choices=AssessmentAnswer)
    is_plan_proportionate = models.CharField(max_length=11, choices=AssessmentAnswer)
    was_victim_told_well = models.CharField(max_length=11, choices=AssessmentAnswer)

    class Meta(Judgement.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="one_opinion_a_member", fields=["panel_case", "by"]),
            models.CheckConstraint(name="opinion_says_why", condition=~Q(text="")),
        ]


class Finding(Judgement):
    """
    The panel's finding on one case, after the opinions were read together. Append-only.

    It changes no decision. refers_back: an independent person is to reconsider the decision.
    """

    panel_case = models.OneToOneField(PanelCase, models.PROTECT, related_name="finding")
    refers_back = models.BooleanField()

    class Meta(Judgement.Meta):
        abstract = False
        constraints = [models.CheckConstraint(name="finding_says_why", condition=~Q(text=""))]
