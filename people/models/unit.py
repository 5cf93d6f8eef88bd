from uuid import uuid4

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from people.identity.capacities import UNIT_CAPACITIES
from people.models.agency import Agency
from people.models.reasoned_history import ReasonedHistory


class Unit(models.Model):
    """A team people hold capacities on: a force's RASSO unit, a CPS Area's RASSO unit."""

    class Kind(models.TextChoices):
        RASSO = "RASSO", _("RASSO unit")
        CPS_DIRECT = "CPS_DIRECT", _("CPS Direct")
        VICTIM_LIAISON = "VICTIM_LIAISON", _("Victim liaison unit")
        ISVA_SERVICE = "ISVA_SERVICE", _("ISVA service")
        PILOT_AREA = "PILOT_AREA", _("Pilot area")
        ADMINISTRATION = "ADMINISTRATION", _("Administration")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.RASSO)
    # The CPS Area whose periods apply, by its short name, such as "West Midlands".
    area = models.CharField(max_length=40, blank=True)
    is_open = models.BooleanField(default=True)
    # The contact in letters to victims: name and phone number. Both, or neither.
    contact_name = models.CharField(max_length=80, blank=True, default="")
    contact_phone = models.CharField(max_length=20, blank=True, default="")
    # A CPS unit whose charges wait for a second reader, as no further action does everywhere.
    charges_are_read_twice = models.BooleanField(default=False, db_default=False)
    # The unit that this one was merged into; its rows went there.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged"
    )
    # The id that notices about the unit use: random, as of every row that notices are about.
    reference = models.UUIDField(
        default=uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(bases=[ReasonedHistory], excluded_fields=["reference"])

    class Meta:
        default_permissions = ()
        permissions = list(UNIT_CAPACITIES.items())
        constraints = [
            models.UniqueConstraint(name="unit_once", fields=["agency", "name"]),
            models.CheckConstraint(
                name="merged_unit_is_closed",
                condition=models.Q(merged_into=None) | models.Q(is_open=False),
            ),
            models.CheckConstraint(
                name="unit_contact_is_whole",
                condition=models.Q(contact_name="", contact_phone="")
                | ~models.Q(contact_name="") & ~models.Q(contact_phone=""),
            ),
            models.CheckConstraint(
                name="unit_is_merged_into_another",
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
