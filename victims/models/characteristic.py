from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from people.identity.capacities import VICTIM_CONTACT_CAPACITIES
from people.models import AccessControlled, User
from people.models.managers import ScopedHistoryManager
from victims.models.record import VictimRecord
from victims.models.support import HowVictimAgreed


class CharacteristicKind(models.TextChoices):
    """
    The characteristics that a victim is asked about, in the order in which they are asked.

    Source: Equality Act 2010, section 4, less marriage, pregnancy and age (the date of birth is
    part of the identity).
    """

    SEX = "SEX", _("Sex")
    GENDER_IDENTITY = "GENDER_IDENTITY", _("Gender identity")
    ETHNICITY = "ETHNICITY", _("Ethnic group")
    DISABILITY = "DISABILITY", _("Long-term conditions")
    RELIGION = "RELIGION", _("Religion")
    ORIENTATION = "ORIENTATION", _("Sexual orientation")


class CharacteristicStatus(models.TextChoices):
    """How far a question has come. Not asked is the absence of a row."""

    ANSWERED = "ANSWERED", _("Answered")
    DECLINED = "DECLINED", _("Prefers not to say")
    WITHDRAWN = "WITHDRAWN", _("Answer taken back")


class VictimCharacteristic(AccessControlled):
    """
    What a victim said when asked about one characteristic. No row: not asked.

    answer: a code of victims/characteristics.py, padded and encrypted with the victim's own key,
    bound to the kind; empty unless ANSWERED. It is not in the history, so that taking it back
    leaves no copy. how: how the victim agreed that it is recorded, which is the ground on which it
    is held: consent, of which ADR 112 says what was read. by: who asked last.
    """

    read_in = VICTIM_CONTACT_CAPACITIES
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="characteristics")
    kind = models.CharField(max_length=15, choices=CharacteristicKind)
    status = models.CharField(max_length=9, choices=CharacteristicStatus)
    answer = models.BinaryField(default=b"")
    how = models.CharField(max_length=9, choices=HowVictimAgreed, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    history = HistoricalRecords(history_manager=ScopedHistoryManager, excluded_fields=["answer"])

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="characteristic_once", fields=["record", "kind"]),
            models.CheckConstraint(
                name="only_an_answer_is_kept_and_by_agreement",
                condition=Q(status=CharacteristicStatus.ANSWERED) & ~Q(answer=b"") & ~Q(how="")
                | ~Q(status=CharacteristicStatus.ANSWERED) & Q(answer=b"", how=""),
            ),
        ]

    @property
    def sealed_as(self) -> str:
        """The context its answer is bound to, besides the victim's key."""
        return f"characteristic:{self.kind}"
