from datetime import datetime
from typing import Self
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.db import models
from django.db.models import BigIntegerField, Case, Exists, F, Func, OuterRef, Q, When
from django.db.models.functions import Coalesce

from timeliness import leases
from timeliness.models.reminder import Reminder

OUTSTANDING = Q(accepted_at=None, dropped_at=None, set_aside_at=None)
TO_SEND = OUTSTANDING & Q(is_held=False)
HELD = OUTSTANDING & Q(is_held=True)
DAILY_MAIL = "daily mail"

# A delivery that is to be sent again counts as waiting since that was requested, and one that
# waited for its reader's hours since it was let go.
WAITS_SINCE = Case(
    When(attempts=0, then="send_after"), default=Coalesce("released_at", "created_at")
)
NEVER_HELD_FIRST = F("released_at").asc(nulls_first=True)
NEWEST = (F("created_at").desc(), F("reference").desc())


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def outstanding(self) -> Self:
        return self.filter(OUTSTANDING)

    def due(self, at: datetime) -> Self:
        longest = max(settings.SEND_LEASE_SECONDS, 2 * settings.SEND_BACKOFF_CAP_SECONDS)
        return self.filter(TO_SEND).filter(
            leases.wait_over_filter("send_after", at=at, longest=longest)
        )

    def held(self) -> Self:
        return self.filter(HELD)

    def of_mail(self, first: "Delivery") -> Self:
        """The outstanding deliveries that go in one mail with the one by which it is sent."""
        carried = HELD & Q(recipient=first.recipient_id, carried_by=first.pk)
        return self.outstanding().filter(Q(pk=first.pk) | carried)

    def in_no_mail(self) -> Self:
        """Without those that wait for a daily mail that is made already, or that send one."""
        made = Delivery.objects.outstanding().filter(pk=OuterRef("carried_by"))
        return self.filter(~Exists(made))


class Delivery(models.Model):
    """One notice to one person, written in the transaction of its cause.

    Shown on screen (read_at) and sent by e-mail (all the other times) independently, so that a mail
    relay that is down hides nothing from the page.
    """

    reference = models.UUIDField(primary_key=True, default=uuid4, editable=False)  # the Message-ID
    about = models.UUIDField()
    subject = models.CharField(max_length=80)
    notice = models.CharField(max_length=24)  # a key of notices.NOTICE_TITLES
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="deliveries", db_index=False
    )
    reminder = models.ForeignKey(
        Reminder, models.PROTECT, null=True, related_name="deliveries", db_index=False
    )
    created_at = models.DateTimeField()
    # Its clock is stopped. Maintained by a trigger (timeliness/sql/notices.sql), for the indexes.
    is_stopped = models.BooleanField(db_default=False, editable=False)
    # Id of the transaction that wrote it: below the oldest running one, no more rows can appear.
    written_in = models.BigIntegerField(
        db_default=Func(
            template="(pg_current_xact_id()::text::bigint)", output_field=BigIntegerField()
        ),
        editable=False,
    )
    read_at = models.DateTimeField(null=True)
    send_after = models.DateTimeField()
    # No worker takes it: it waits for its reader's hour, or for the mail that carries it.
    is_held = models.BooleanField(default=False, db_default=False)
    # Of a daily mail: the reference of the delivery that is sent for all that the mail tells.
    carried_by = models.UUIDField(null=True, editable=False)
    # When it was last let go after it was held; such ones are sent after those that never were.
    released_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    in_doubt = models.BooleanField(default=False)  # an attempt began and its outcome is unknown
    accepted_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=80, blank=True)

    was_in_doubt: bool  # in_doubt before the current lease; set by lease_next_delivery(), no column

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(name="told_once", fields=["reminder", "recipient"]),
            models.CheckConstraint(
                name="delivery_ends_one_way",
                condition=OUTSTANDING
                | Q(accepted_at__isnull=False, dropped_at=None, set_aside_at=None)
                | Q(accepted_at=None, dropped_at__isnull=False, set_aside_at=None)
                | Q(accepted_at=None, dropped_at=None, set_aside_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                NEVER_HELD_FIRST, "send_after", name="deliveries_to_send", condition=TO_SEND
            ),
            models.Index(name="deliveries_held", fields=["recipient"], condition=OUTSTANDING),
            models.Index(
                name="deliveries_set_aside",
                fields=["set_aside_at"],
                condition=Q(set_aside_at__isnull=False),
            ),
            models.Index(
                name="notices_since",
                fields=["recipient", "written_in", "reference"],
                condition=Q(is_stopped=False),
            ),
            models.Index(
                "recipient",
                *NEWEST,
                name="notices_unread",
                condition=Q(read_at=None, is_stopped=False),
            ),
            models.Index(
                "recipient", *NEWEST, name="notices_newest", condition=Q(is_stopped=False)
            ),
        ]

    @property
    def message_id(self) -> UUID:
        """The reference by which the provider knows the mail: of a daily mail one of its own."""
        return uuid5(self.reference, DAILY_MAIL) if self.carried_by else self.reference
