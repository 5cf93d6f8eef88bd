from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Victim
from cases.models.document import Document
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import Suspect
from cases.special_measures import Assessment
from people.models import AccessControlled, Side, User


class YesNoNotKnown(models.TextChoices):
    """An answer that may not be known. Not known is not a no."""

    YES = "YES", _("Yes")
    NO = "NO", _("No")
    NOT_KNOWN = "NOT_KNOWN", _("Not known yet")


class WitnessGround(models.TextChoices):
    """
    A ground on which a victim is eligible for special measures as a witness.

    Source: Youth Justice and Criminal Evidence Act 1999, sections 16(1)(a), 16(2)(a)(i), (ii),
    16(2)(b) and 17(1). The complainant of a sexual offence is eligible by section 17(4) without
    any of these.
    """

    UNDER_18 = "UNDER_18", _("Under 18 (section 16(1)(a))")
    DISORDER = "DISORDER", _("A mental disorder (section 16(2)(a)(i))")
    IMPAIRMENT = (
        "IMPAIRMENT",
        _("A significant impairment of intelligence and social functioning (section 16(2)(a)(ii))"),
    )
    PHYSICAL = "PHYSICAL", _("A physical disability or disorder (section 16(2)(b))")
    FEAR = "FEAR", _("Fear or distress about testifying (section 17(1))")


class Circumstances(AccessControlled):
    """
    What the police record of a victim that rules and lists use. Never edited.

    A correction is a further version (number) with its reason; the newest that a reader may see
    counts. abusers: suspects by whom it is said to be domestic abuse; is_no_abuse: it is not, by
    anybody. was_child: under 18 at the time of what is alleged. is_vulnerable: one of the grounds
    applies. assessment: of special measures (MG2), with which document it is once it is done, why
    it is not required, or by when it is expected if that is known. Private to the police
    (only_side) until the victim, and each of the abusers, is sent.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="circumstances")
    victim = models.ForeignKey(Victim, models.PROTECT, related_name="circumstances")
    number = models.PositiveSmallIntegerField()
    abusers = models.ManyToManyField(Suspect, related_name="+")
    is_no_abuse = models.BooleanField()
    was_child = models.CharField(max_length=9, choices=YesNoNotKnown)
    is_vulnerable = models.CharField(max_length=9, choices=YesNoNotKnown)
    grounds = ArrayField(models.CharField(max_length=10, choices=WitnessGround), default=list)
    assessment = models.CharField(
        max_length=12, choices=Assessment, blank=True, default="", db_default=""
    )
    not_assessed_because = SealedTextField(blank=True, default="", db_default="")
    assessment_expected_on = models.DateField(null=True)
    # As it was when it was named; a replacement of it counts as the same document.
    mg2 = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    because = SealedTextField(blank=True)  # why it replaced the version before
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    only_side = models.CharField(max_length=9, choices=Side, blank=True, editable=False)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="circumstances_once", fields=["victim", "number"]),
            models.CheckConstraint(
                name="circumstances_corrected_for_a_reason",
                condition=Q(number=1, because="") | Q(number__gt=1) & ~Q(because=""),
            ),
            models.CheckConstraint(
                name="assessment_not_required_for_a_reason",
                condition=Q(assessment=Assessment.NOT_REQUIRED) & ~Q(not_assessed_because="")
                | ~Q(assessment=Assessment.NOT_REQUIRED) & Q(not_assessed_because=""),
            ),
            models.CheckConstraint(
                name="assessment_expected_while_outstanding",
                condition=Q(assessment_expected_on=None) | Q(assessment=Assessment.OUTSTANDING),
            ),
            models.CheckConstraint(
                name="mg2_of_what_is_done",
                condition=Q(mg2=None) | Q(assessment=Assessment.DONE),
            ),
            models.CheckConstraint(
                name="grounds_of_the_vulnerable",
                condition=Q(is_vulnerable=YesNoNotKnown.YES) & ~Q(grounds=[])
                | ~Q(is_vulnerable=YesNoNotKnown.YES) & Q(grounds=[]),
            ),
        ]
