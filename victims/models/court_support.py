from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.personal_statements import StatementStep as StatementStep
from people.models import AccessControlled, User
from victims.models.record import VictimRecord
from victims.special_measures import SpecialMeasureKind, SpecialMeasureStep


class StatementReader(models.TextChoices):
    """Whether the personal statement is read out, and by whom. Source: Victims' Code, right 7."""

    NOT_ASKED = "NOT_ASKED", _("Not asked yet")
    HERSELF = "HERSELF", _("The victim reads it out")
    BY_ANOTHER = "BY_ANOTHER", _("Someone else reads it out")
    NOT_READ = "NOT_READ", _("It is not read out")


class SpecialMeasure(AccessControlled):
    """One step of one special measure, on its day. Append-only; the last one counts."""

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="special_measures")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="special_measures")
    measure = models.CharField(max_length=14, choices=SpecialMeasureKind)
    step = models.CharField(max_length=10, choices=SpecialMeasureStep)
    on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="measure_by_record", fields=["record", "measure", "-at"])]


class StatementEntry(AccessControlled):
    """One step of the offer of a victim personal statement; never its text. Append-only."""

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="statement_entries")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="statement_entries")
    step = models.CharField(max_length=8, choices=StatementStep)
    reading = models.CharField(
        max_length=10, choices=StatementReader, default=StatementReader.NOT_ASKED
    )
    on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="statement_by_record", fields=["record", "-at"])]
        constraints = [
            models.CheckConstraint(
                name="statement_declined_is_not_read",
                condition=~Q(step=StatementStep.DECLINED) | Q(reading=StatementReader.NOT_ASKED),
            ),
        ]
