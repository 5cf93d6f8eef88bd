from django.contrib.postgres.fields import ArrayField
from django.db import models
from simple_history.models import HistoricalRecords

from people.models import User, Walled
from people.models.managers import ScopedHistoryManager
from victims.models.record import VictimRecord

# What is kept of who she is. All of it is sealed; what can be looked up has an index of its own.
IDENTITY_FIELDS = (
    "name", "preferred_name", "phone", "email", "address", "born_on", "representative",
)  # fmt: skip
INDEXED_IDENTITY_FIELDS = ("name", "phone", "email")


class VictimIdentity(Walled):
    """
    Who a victim is: sealed under a key of her own, which lies outside this database.

    Each value is bound to the victim and the field (victims/encryption.py), so that one copied
    elsewhere does not open, and those of the history open as long as her key is there. Once the
    key is destroyed nothing here can be read again by anybody. The indexes find an exact value, and
    words_index each telling word of a name or an address, so that a text is kept out that has one.
    """

    read_in = VictimRecord.read_in
    kept_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="victim_identities")
    record = models.OneToOneField(VictimRecord, models.PROTECT, related_name="identity")
    name = models.BinaryField(default=b"")
    preferred_name = models.BinaryField(default=b"")
    phone = models.BinaryField(default=b"")
    email = models.BinaryField(default=b"")
    address = models.BinaryField(default=b"")
    born_on = models.BinaryField(default=b"")
    representative = models.BinaryField(default=b"")
    name_index = models.CharField(max_length=64, blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    email_index = models.CharField(max_length=64, blank=True)
    words_index = ArrayField(models.CharField(max_length=64), default=list)  # of name and address
    destroyed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(
        history_manager=ScopedHistoryManager,
        excluded_fields=["name_index", "phone_index", "email_index", "words_index"],
    )

    class Meta(Walled.Meta):
        abstract = False
        indexes = [
            models.Index(
                name=f"identity_by_{field}",
                fields=[f"{field}_index"],
                condition=~models.Q(**{f"{field}_index": ""}),
            )
            for field in INDEXED_IDENTITY_FIELDS
        ]


class Reveal(Walled):
    """
    Somebody had a victim's identity shown to her. Only ever added.

    reason: why, where she was not assigned to the victim. It is not about what was shown.
    """

    read_in = VictimRecord.read_in
    kept_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="reveals")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="reveals")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Walled.Meta):
        abstract = False
        indexes = [models.Index(name="reveal_by_record", fields=["record", "-at"])]
