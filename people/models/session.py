from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from people.models.user import User


class Session(AbstractBaseSession):
    """
    One browser's session, under the SHA-256 of the key that the browser holds.

    A reader of the table, or of its backup, can open no session with it.
    """

    session_key = models.CharField(primary_key=True, max_length=64)
    # The same as long as the session lasts, while its key is renewed. It opens nothing.
    lasting_id = models.UUIDField(
        default=uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    # The keys that it had before it was last renewed, newest first, as session_key stores them.
    former_keys = ArrayField(models.CharField(max_length=64), default=list, db_default=[])
    # When each of them was replaced.
    former_times = ArrayField(models.DateTimeField(), default=list, db_default=[])
    renewed_at = models.DateTimeField(null=True, db_index=True)
    # Raised where its key is renewed, and where it changes with its account (a factor, recovery
    # codes, the password, a linked sign-in): what loaded it before does neither any more.
    version = models.PositiveIntegerField(default=0, db_default=0)
    # Who is signed in, or whom an expired session remembers; none before a sign-in.
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        default_permissions = ()
