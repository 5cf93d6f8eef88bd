from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from people.identity.sides import Side
from people.models.reasoned_history import ReasonedHistory


class Agency(models.Model):
    """
    A police force, a CPS Area, CPS Direct, an ISVA service, or the office for accounts.

    merged_into: the agency that has its units and people now.
    """

    name = models.CharField(max_length=80, unique=True)
    side = models.CharField(max_length=9, choices=Side)
    force_code = models.CharField(max_length=2, unique=True, null=True, blank=True)
    areas = models.ManyToManyField(
        "self", symmetrical=False, related_name="forces", through="AgencyArea"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged"
    )
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(bases=[ReasonedHistory])

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="agency_is_merged_into_another",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
            models.CheckConstraint(
                name="only_forces_have_a_code",
                condition=Q(force_code=None) | Q(side=Side.POLICE, force_code__regex="^[0-9]{2}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The name by which units and periods refer to a CPS Area, such as "South West"."""
        return self.name.removeprefix("CPS ")


class AgencyArea(models.Model):
    """
    A force sends its cases to a CPS Area.

    Many to many because of London: both of its forces send to both of its Areas.
    """

    force = models.ForeignKey(Agency, models.CASCADE, db_index=False, related_name="+")
    area = models.ForeignKey(Agency, models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="area_once", fields=["force", "area"]),
            models.CheckConstraint(name="area_is_another", condition=~Q(force=F("area"))),
        ]
