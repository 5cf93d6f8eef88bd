from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from people.models.user import User


class Session(AbstractBaseSession):
    """
    One browser's session, under the SHA-256 of the key that the browser holds.

    A reader of the table, or of its backup, can open no session with it.
    """

    session_key = models.CharField(primary_key=True, max_length=64)
    # Who is signed in, or whom an expired session remembers; none before a sign-in.
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        default_permissions = ()
