from django.contrib.postgres.fields import ArrayField
from django.db import models
from simple_history.models import HistoricalRecords

from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, User
from people.models.managers import ScopedHistoryManager
from victims.models.record import VictimRecord

# The fields of an identity, all encrypted. Those that can be looked up have a blind index.
IDENTITY_FIELDS = (
    "name", "preferred_name", "phone", "email", "address", "born_on", "representative",
)  # fmt: skip
INDEXED_IDENTITY_FIELDS = ("name", "phone", "email")


class VictimIdentity(AccessControlled):
    """
    A victim's identity, encrypted with the victim's own key, which is not in this database.

    Each value is bound to the victim and the field (victims/encryption.py), so that a copied value
    does not decrypt elsewhere. History rows decrypt with the same key; once it is destroyed,
    nothing does. changed_because: why it was last changed, encrypted like it (ADR 128). The blind
    indexes find exact values; words_index holds each telling word of names and address, so that a
    text which names the victim is refused.
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="victim_identities")
    record = models.OneToOneField(VictimRecord, models.PROTECT, related_name="identity")
    name = models.BinaryField(default=b"")
    preferred_name = models.BinaryField(default=b"")
    phone = models.BinaryField(default=b"")
    email = models.BinaryField(default=b"")
    address = models.BinaryField(default=b"")
    born_on = models.BinaryField(default=b"")
    representative = models.BinaryField(default=b"")
    changed_because = models.BinaryField(default=b"", db_default=b"")
    name_index = models.CharField(max_length=64, blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    email_index = models.CharField(max_length=64, blank=True)
    words_index = ArrayField(models.CharField(max_length=64), default=list)  # names and address
    destroyed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(
        history_manager=ScopedHistoryManager,
        excluded_fields=["name_index", "phone_index", "email_index", "words_index"],
    )

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [
            models.Index(
                name=f"identity_by_{field}",
                fields=[f"{field}_index"],
                condition=~models.Q(**{f"{field}_index": ""}),
            )
            for field in INDEXED_IDENTITY_FIELDS
        ]


class Reveal(AccessControlled):
    """
    A user was shown a victim's identity. Append-only.

    reason: why, where the user was not assigned to the victim; never what was shown.
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="reveals")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="reveals")
    reason = SealedTextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="reveal_by_record", fields=["record", "-at"])]
