from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.circumstances import YesNoNotKnown
from cases.models.ethnic_group import WITHOUT_ANSWER, EthnicGroup
from cases.models.sealed_text import SealedTextField
from cases.models.suspect import Suspect
from people.models import AccessControlled, Side, User


class Gender(models.TextChoices):
    """A suspect's gender as the force has it recorded. A local list: no source sets one."""

    FEMALE = "FEMALE", _("Female")
    MALE = "MALE", _("Male")
    OTHER = "OTHER", _("Recorded in another way")
    NOT_KNOWN = "NOT_KNOWN", _("Not known")


class PersonalDetails(AccessControlled):
    """
    What an MG3 asks of a suspect besides identity and custody. Never edited.

    Source of the list: what MG3s hold by public material (Director's Guidance, 6th edition, Annex
    4). Each change is a further version (number); the newest that a reader may see counts.
    ethnic_group: as the suspect defines it. ethnicity: in words, as it was recorded before it had
    codes; a later version keeps them until an answer is recorded. ethnic_group, ethnicity,
    mental_health: sensitive processing (Data Protection Act 2018 s.35(8), recalled), so they have a
    table of their own, which no list, figure, notice or search reads. Private to the police
    (only_side) until a referral of the suspect is signed off. Empty: not recorded.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="personal_details")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="personal_details")
    number = models.PositiveSmallIntegerField()
    gender = models.CharField(max_length=9, choices=Gender, blank=True)
    ethnic_group = models.CharField(
        max_length=9, choices=EthnicGroup, blank=True, default="", db_default=""
    )
    ethnicity = SealedTextField(max_length=80, blank=True)
    nationality = SealedTextField(max_length=80, blank=True)
    needs_interpreter = models.CharField(max_length=9, choices=YesNoNotKnown)
    language = SealedTextField(max_length=80, blank=True)
    mental_health = SealedTextField(blank=True)
    other_proceedings = SealedTextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    only_side = models.CharField(max_length=9, choices=Side, blank=True, editable=False)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="personal_details_once", fields=["suspect", "number"]),
            models.CheckConstraint(
                name="language_of_the_interpreter",
                condition=Q(needs_interpreter=YesNoNotKnown.YES) & ~Q(language="")
                | ~Q(needs_interpreter=YesNoNotKnown.YES) & Q(language=""),
            ),
            models.CheckConstraint(
                name="ethnicity_by_code_or_in_words",
                condition=Q(ethnicity="") | Q(ethnic_group__in=WITHOUT_ANSWER),
            ),
        ]
