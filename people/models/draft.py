from django.db import models

from people.models.user import User


class Draft(models.Model):
    """What a person has typed into a long form and not yet sent. Read by nobody else."""

    user = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="+")
    key = models.CharField(max_length=120)  # which form about what, such as "referral:<id>"
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="draft_once", fields=["user", "key"])]
