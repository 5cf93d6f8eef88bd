from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Victim
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import Suspect
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
    applies. Private to the police (only_side) until the victim, and each of the abusers, is sent.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="circumstances")
    victim = models.ForeignKey(Victim, models.PROTECT, related_name="circumstances")
    number = models.PositiveSmallIntegerField()
    abusers = models.ManyToManyField(Suspect, related_name="+")
    is_no_abuse = models.BooleanField()
    was_child = models.CharField(max_length=9, choices=YesNoNotKnown)
    is_vulnerable = models.CharField(max_length=9, choices=YesNoNotKnown)
    grounds = ArrayField(models.CharField(max_length=10, choices=WitnessGround), default=list)
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
                name="grounds_of_the_vulnerable",
                condition=Q(is_vulnerable=YesNoNotKnown.YES) & ~Q(grounds=[])
                | ~Q(is_vulnerable=YesNoNotKnown.YES) & Q(grounds=[]),
            ),
        ]
