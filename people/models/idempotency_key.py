from django.db import models

from people.models.user import User


class Posted(models.Model):
    """A form was acted on: the same form, sent again by a double click, is not acted on again."""

    pk = models.CompositePrimaryKey("user_id", "key")
    user = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="+")
    key = models.UUIDField()
    verb = models.CharField(max_length=60)
    outcome = models.CharField(max_length=36, blank=True)  # the id of what came of it
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
