from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from people.models.agency import Agency
from people.models.user import User


class System(models.Model):
    """
    Another agency's system that calls the API: an OAuth 2 client with its own account.

    The capacities of the account say for which units the system acts; it cannot sign in. An officer
    named by the system acts within those units, with their own capacities.
    people_of: of a directory, the agency of whose people it says who joins, moves and leaves
    (people/directories/). A directory holds no capacity and gets no token of the API.
    former_secret: of a directory, the one before, which works until the new one is first used.
    public_keys: the keys (a JWK set) by which it proves itself instead of by its secret.
    secret: the SHA-256 of a secret of 256 random bits. shown: the secret itself, only on the
    instance that was just created or renewed; it is never stored.
    """

    shown = ""

    client_id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.OneToOneField(User, models.PROTECT, related_name="system")
    secret = models.CharField(max_length=64)
    former_secret = models.CharField(max_length=64, blank=True, default="", db_default="")
    public_keys = models.JSONField(null=True)
    people_of = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="directories")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="only_directories_keep_a_former_secret",
                condition=Q(former_secret="") | Q(people_of__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.client_id)


class Token(models.Model):
    """
    An access token, valid until expires_at for its scopes. digest: the SHA-256 of the token.

    officer: for whom alone it calls, as their agency's provider has signed; None for the system.
    """

    digest = models.CharField(primary_key=True, max_length=64)
    system = models.ForeignKey(System, models.CASCADE, related_name="tokens")
    officer = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
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


class UsedAssertion(models.Model):
    """That a signed assertion was used: its issuer and its jti, kept until it has expired."""

    pk = models.CompositePrimaryKey("issuer", "jti")
    issuer = models.CharField(max_length=500)
    jti = models.CharField(max_length=200)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()


class StoredResponse(models.Model):
    """
    The stored response of an API call, replayed when the same Idempotency-Key is sent again.

    asked: the SHA-256 of the request, to detect another call under the same key. answer: the
    response, which has ids of rows and nothing of their content.
    """

    pk = models.CompositePrimaryKey("system_id", "key")
    system = models.ForeignKey(System, models.CASCADE, db_index=False, related_name="+")
    key = models.CharField(max_length=80)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "people_answered"
        default_permissions = ()


class CallCount(models.Model):
    """Number of calls `n` by a system in the minute that began at `since` (rate limit)."""

    system = models.OneToOneField(System, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()
    n = models.PositiveIntegerField()

    class Meta:
        db_table = "people_calls"
        default_permissions = ()
