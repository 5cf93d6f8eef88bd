from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.unit import Unit
from people.models.user import User


class ReadingLimit(models.TextChoices):
    """What of a person's reading is limited by the hour; NAME_AN_HOUR is the setting of each."""

    RECORDS = "RECORDS", _("Cases and other records")
    VICTIMS = "VICTIMS", _("Victims’ records")
    REVEALS = "REVEALS", _("Victims’ names and details")
    LISTED = "LISTED", _("Rows of lists")
    DOWNLOADS = "DOWNLOADS", _("Downloads from cases")
    EXPORTS = "EXPORTS", _("Downloads of figures and reports")


class ReadingRequest(models.Model):
    """
    A person asks to read more in an hour than a limit allows; a leader of their unit settles it.

    an_hour: how many they ask for instead of the limit; hours: for how long, from the approval.
    until: the end of what was approved. authors: the accounts of the person, none of which settles
    it (people/sql/reading_requests.sql).
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", _("Waiting for a leader")
        APPROVED = "APPROVED", _("Approved")
        REFUSED = "REFUSED", _("Refused")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    limit = models.CharField(max_length=9, choices=ReadingLimit)
    an_hour = models.PositiveIntegerField()
    hours = models.PositiveSmallIntegerField()
    reason = models.TextField(max_length=500)
    by = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    authors = ArrayField(models.BigIntegerField(), editable=False)
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    settled_text = models.TextField(max_length=500, blank=True)
    until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="reading_request_asks_for_something",
                condition=~Q(reason="") & Q(an_hour__gt=0, hours__gt=0),
            ),
            models.CheckConstraint(
                name="reading_request_is_settled_whole",
                condition=Q(status="WAITING", settled_by=None, settled_at=None, until=None)
                | Q(status="APPROVED", settled_by__isnull=False, until__gt=F("settled_at"))
                | Q(
                    status__in=["REFUSED", "WITHDRAWN"],
                    settled_by__isnull=False,
                    settled_at__isnull=False,
                    until=None,
                ),
            ),
            models.UniqueConstraint(
                name="one_reading_request_waits",
                fields=["by", "limit"],
                condition=Q(status="WAITING"),
            ),
        ]
        indexes = [
            models.Index(name="reading_requests_of_unit", fields=["unit", "at"]),
            models.Index(name="reading_requests_of_person", fields=["by", "at"]),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING
