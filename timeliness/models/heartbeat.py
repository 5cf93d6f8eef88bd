from django.db import models


class Mark(models.Model):
    """A named moment that outlives every process: when we last swept, when we last sent."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
