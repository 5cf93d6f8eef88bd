from django.conf import settings
from django.db import models
from django.db.models import F, Q

LAST_HOUR = 23


class MailChoice(models.Model):
    """
    When a person wants mail. A person without a row gets each notice at once (ADR 148).

    Hours are of London's clock, whole ones from 0 to 23.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="mail_choice"
    )
    daily_hour = models.PositiveSmallIntegerField(null=True)  # None: each notice at once
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_to = models.PositiveSmallIntegerField(null=True)  # the first hour that is not quiet
    next_mail_at = models.DateTimeField(null=True)  # from when the next daily mail is made
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="mail_hours_are_of_a_day",
                condition=(Q(daily_hour=None) | Q(daily_hour__lte=LAST_HOUR))
                & (Q(quiet_from=None) | Q(quiet_from__lte=LAST_HOUR))
                & (Q(quiet_to=None) | Q(quiet_to__lte=LAST_HOUR)),
            ),
            models.CheckConstraint(
                name="quiet_hours_begin_and_end",
                condition=Q(quiet_from=None, quiet_to=None)
                | (Q(quiet_from__isnull=False, quiet_to__isnull=False))
                & ~Q(quiet_from=F("quiet_to")),
            ),
            models.CheckConstraint(
                name="daily_mail_has_its_next_time",
                condition=Q(daily_hour=None, next_mail_at=None)
                | Q(daily_hour__isnull=False, next_mail_at__isnull=False),
            ),
        ]
