from django.db import models

from people.models.user import User


class Draft(models.Model):
    """
    Saved text of one unsent form. Only its author can read it.

    Each opened form has its own draft under its one-time key, so two tabs have two. Text typed
    after the session ended may be another person's: it is marked is_signed_out, and no form
    starts with it.
    """

    pk = models.CompositePrimaryKey("user_id", "id")
    user = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="+")
    id = models.UUIDField()
    key = models.CharField(max_length=120)  # which form about what, such as "write_note:<id>"
    sealed = models.BinaryField()  # encrypted (people/access/encryption.py), bound to user, key
    saved_at = models.DateTimeField()
    is_signed_out = models.BooleanField(default=False)  # typed after the session ended

    class Meta:
        default_permissions = ()
