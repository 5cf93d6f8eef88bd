from django.db import models


class Mark(models.Model):
    """A heartbeat: when a job last ran, such as "swept" or "sent"."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
