from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models.unit import Unit
from people.models.user import User


class AlertOutcome(models.TextChoices):
    """What the person who answers an alert found."""

    WORK = "WORK", _("It was their work")
    SPOKEN = "SPOKEN", _("It was not, and I have spoken with them")
    PASSED_ON = "PASSED_ON", _("I have passed it on to professional standards or security")


class InsiderAlert(models.Model):
    """
    That a rule found something in the log which a person should look at: of whom, and when.

    rule: its name (people/alerts/rules.toml). key: what makes it another alert of the same rule: a
    day, a case or a range of addresses. about: the accounts of the person, none of which sees or
    answers it. unit: whose leaders answer. entries: ids of the entries that it rests on, the latest
    last. number: what was counted.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    rule = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    person = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    about = ArrayField(models.BigIntegerField(), editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    entries = ArrayField(models.BigIntegerField())
    number = models.PositiveIntegerField()
    happened_at = models.DateTimeField()
    found_at = models.DateTimeField()
    reminded_on = models.DateField(null=True)
    outcome = models.CharField(max_length=9, choices=AlertOutcome, blank=True)
    answer_text = models.TextField(max_length=500, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="found_once", fields=["rule", "person", "key"]),
            models.CheckConstraint(
                name="alert_is_answered_whole",
                condition=Q(outcome="", answer_text="", answered_by=None, answered_at=None)
                | ~Q(outcome="")
                & ~Q(answer_text="")
                & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="alerts_of_unit", fields=["unit", "found_at"]),
            models.Index(
                name="alerts_open", fields=["found_at"], condition=Q(answered_at__isnull=True)
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.answered_at is None
