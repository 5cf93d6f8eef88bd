from django.db import models
from simple_history.models import HistoricalRecords

from people.models.unit import Unit


class Route(models.Model):
    """Which CPS unit receives a police unit's referrals: one for urgent ones, one for the rest."""

    police_unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="routes")
    cps_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    is_urgent = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="route_once", fields=["police_unit", "is_urgent"])
        ]
