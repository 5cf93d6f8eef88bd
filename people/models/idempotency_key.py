from django.db import models

from people.models.user import User


class IdempotencyKey(models.Model):
    """The idempotency key of a submitted form: a double click does not run its action twice."""

    pk = models.CompositePrimaryKey("user_id", "key")
    user = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="+")
    key = models.UUIDField()
    verb = models.CharField(max_length=60)
    outcome = models.CharField(max_length=36, blank=True)  # id of the row it created
    at = models.DateTimeField()

    class Meta:
        db_table = "people_posted"
        default_permissions = ()
