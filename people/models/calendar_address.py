from uuid import uuid4

from django.db import models

from people.models.user import User


class CalendarAddress(models.Model):
    """
    That a person has an address from which their calendar reads when something is due.

    Whoever has the address reads it without signing in, so it holds 256 random bits, of which this
    is the SHA-256. It ends with the sessions of its owner. id: tells the entries of this calendar
    from those of others. read_at, read_from: the last reading, and its network address.
    other_read_at, other_read_from: the last one from another network than that. logged_at, logged:
    the last reading with an entry in the audit log, and the SHA-256 of the rows it showed.
    shown: the key itself, only on the instance that was just made; it is never stored.
    """

    shown = ""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.OneToOneField(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_from = models.GenericIPAddressField(null=True)
    other_read_at = models.DateTimeField(null=True)
    other_read_from = models.GenericIPAddressField(null=True)
    logged_at = models.DateTimeField(null=True)
    logged = models.CharField(max_length=64, default="")

    class Meta:
        default_permissions = ()
