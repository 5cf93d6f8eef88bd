from django.db import models

from people.models.user import User


class Draft(models.Model):
    """
    What a person has typed into one opened form and not yet sent. Read by nobody else.

    The same form opened twice, in two tabs, has two: each under the one-time key of its page. What
    was typed in the browser after the person's session had ended may be somebody else's words: it
    is kept apart, and no form starts with it.
    """

    pk = models.CompositePrimaryKey("user_id", "id")
    user = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="+")
    id = models.UUIDField()
    key = models.CharField(max_length=120)  # which form about what, such as "write_note:<id>"
    sealed = (
        models.BinaryField()
    )  # people/access/encryption.py opens it, for this owner and key alone
    saved_at = models.DateTimeField()
    is_signed_out = models.BooleanField(default=False)  # typed after the session had ended

    class Meta:
        default_permissions = ()
