from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.action_plan import Weight
from cases.models.case import Case, Victim
from cases.models.document import Document
from cases.models.held_material import HeldMaterial
from cases.models.offence import Allegation
from cases.models.offence_points import Point
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import Suspect
from people.models import AccessControlled, Side, User


class Material(models.TextChoices):
    """What bears on a point, or would fill a gap."""

    STATEMENT = "STATEMENT", _("Statement")
    DOCUMENT = "DOCUMENT", _("Document")
    EXHIBIT = "EXHIBIT", _("Exhibit")
    EXPERT = "EXPERT", _("Expert")
    ACCOUNT = "ACCOUNT", _("Account of a suspect or a victim")


class AccountOf(models.TextChoices):
    """Whose account it is: of the suspect or the victim of the allegation, or of somebody else."""

    SUSPECT = "SUSPECT", _("Account of the suspect")
    VICTIM = "VICTIM", _("Account of the victim")
    COSUSPECT = "COSUSPECT", _("Account of another suspect")
    COVICTIM = "COVICTIM", _("Account of another victim")


OF_VICTIMS = {AccountOf.VICTIM, AccountOf.COVICTIM}


class Bears(models.TextChoices):
    """Which way it bears on the point."""

    FOR = "FOR", _("For")
    AGAINST = "AGAINST", _("Against, or explains it")
    BOTH = "BOTH", _("Both")


class ProofEntry(AccessControlled):
    """
    What the entries of the matrix of proof about a suspect have in common. Never edited.

    allegation: its first version, so that a correction keeps what bears on it. point: the point to
    prove in the version on which it was recorded; empty where it is about the offence as a whole.
    account_of: whose account it is; empty of other material, and of what was recorded before it was
    asked. victim: of an account of a victim, whom the allegation named to whoever recorded it.
    Private to the police (only_side) if recorded before a referral of the suspect was signed off,
    or while one is prepared again; private to the CPS for as long as the CPS wants it so.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="+")
    allegation = models.ForeignKey(Allegation, models.PROTECT, null=True, related_name="+")
    point = models.ForeignKey(Point, models.PROTECT, null=True, related_name="+")
    material = models.CharField(max_length=9, choices=Material)
    account_of = models.CharField(
        max_length=9, choices=AccountOf, blank=True, default="", db_default=""
    )
    victim = models.ForeignKey(Victim, models.PROTECT, null=True, editable=False, related_name="+")
    text = SealedTextField()
    side = models.CharField(max_length=9, choices=Side)
    only_side = models.CharField(max_length=9, choices=Side, blank=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_because = SealedTextField(blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    # Set where the matrix is read: its allegation names somebody else than `victim` now.
    victim_was_corrected = False

    class Meta(AccessControlled.Meta):
        abstract = True

    @property
    def material_text(self) -> str:
        """What it is; of an account, whose."""
        return self.get_account_of_display() if self.account_of else self.get_material_display()


def _ended_whole(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(ended_because="", ended_by=None, ended_at=None)
        | Q(~Q(ended_because=""), ended_by__isnull=False, ended_at__isnull=False),
    )


class Bearing(ProofEntry):
    """
    Something that bears on a point to prove: a document of the case, material that is held
    elsewhere, or what a free line names.

    undermines: it might undermine the case for the prosecution or assist the defence (Criminal
    Procedure and Investigations Act 1996 s.3), so it has a place of its own, and is seen at each
    decision. disclosure: where it stands on the schedules. Only such a thing may bear on no
    allegation. Whoever may not see the document sees nothing of it. Ended: it was removed.
    """

    private_with = "document"

    bears = models.CharField(max_length=7, choices=Bears)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    held = models.ForeignKey(HeldMaterial, models.PROTECT, null=True, related_name="+")
    undermines = models.BooleanField(default=False)
    disclosure = SealedTextField(blank=True)

    class Meta(ProofEntry.Meta):
        abstract = False
        indexes = [models.Index(name="bearing_by_suspect", fields=["suspect", "at"])]
        constraints = [
            _ended_whole("bearing_removed_whole"),
            models.CheckConstraint(
                name="bearing_names_one_source", condition=Q(document=None) | Q(held=None)
            ),
            models.CheckConstraint(
                name="bearing_has_a_place",
                condition=Q(allegation__isnull=False) | Q(undermines=True, point=None),
            ),
            models.CheckConstraint(
                name="disclosure_of_what_undermines",
                condition=Q(undermines=True) | Q(disclosure=""),
            ),
        ]

    @property
    def is_against(self) -> bool:
        """Whether it bears against the point or explains it, also where it is for it too."""
        return self.bears in (Bears.AGAINST, Bears.BOTH)

    @property
    def goes_against(self) -> bool:
        """Whether it undermines the case: it is marked so, or bears against a point."""
        return self.undermines or self.is_against

    @property
    def is_both_ways(self) -> bool:
        """Whether it bears on the point for and against."""
        return self.bears == Bears.BOTH


class Gap(ProofEntry):
    """
    What is missing to prove a point. Ended: closed, because it was filled or is not needed.

    weight: the prosecutor cannot decide without an essential one. Which actions ask for it:
    ActionItem.gaps.
    """

    weight = models.CharField(max_length=9, choices=Weight)

    class Meta(ProofEntry.Meta):
        abstract = False
        indexes = [models.Index(name="gap_by_suspect", fields=["suspect", "at"])]
        constraints = [
            _ended_whole("gap_closed_whole"),
            models.CheckConstraint(
                name="gap_is_about_an_allegation", condition=Q(allegation__isnull=False)
            ),
        ]
