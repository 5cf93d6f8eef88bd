from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from people.models.user import User


class System(models.Model):
    """
    Another agency's system, which calls the API: an OAuth 2 client with an account of its own.

    What the account holds on units says for which units the system acts; it cannot sign in. An
    officer whom the system names acts within those units, and by what she holds herself.
    secret: the SHA-256 of a secret of 256 random bits, which is shown once and never kept: shown,
    on the row that was just given one.
    """

    shown = ""

    client_id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.OneToOneField(User, models.PROTECT, related_name="system")
    secret = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.client_id)


class Token(models.Model):
    """
    A system may call until expires_at, for what scopes say. digest: the SHA-256 of the token.
    """

    digest = models.CharField(primary_key=True, max_length=64)
    system = models.ForeignKey(System, models.CASCADE, related_name="tokens")
    scopes = ArrayField(models.CharField(max_length=20))
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="token_expires", condition=Q(expires_at__gt=models.F("issued_at"))
            )
        ]


class Answered(models.Model):
    """
    A call was acted on: the same call, sent again with its key, is given the same answer.

    asked: the SHA-256 of what was asked, to tell another call under the same key. answer: what
    was answered, which names rows and says nothing of what is in them.
    """

    pk = models.CompositePrimaryKey("system_id", "key")
    system = models.ForeignKey(System, models.CASCADE, db_index=False, related_name="+")
    key = models.CharField(max_length=80)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()


class Calls(models.Model):
    """How many calls a system has made within the minute that began at since."""

    system = models.OneToOneField(System, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()
    n = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
