from django.db import models
from django.db.models import F, Q

from people.models import User


class Lasting(models.Model):
    """A fact about a person, from when it was recorded until it is ended."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        default_permissions = ()


class ProsecutorSpecialism(Lasting):
    """A specialism of a prosecutor, by a code of cases/data/specialisms.toml."""

    code = models.CharField(max_length=20)

    class Meta(Lasting.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="specialism_once", fields=["person", "code"], condition=Q(ended_at=None)
            )
        ]


class Absence(Lasting):
    """A prosecutor's absence, both days included. Never its reason, which may be about health."""

    from_on = models.DateField()
    until_on = models.DateField()

    class Meta(Lasting.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="absence_has_an_end", condition=Q(until_on__gte=F("from_on"))
            )
        ]
        indexes = [
            models.Index(
                name="absence_ahead", fields=["person", "until_on"], condition=Q(ended_at=None)
            )
        ]
