from django.db import models


class Human(models.Model):
    """
    A person with several accounts, as recorded by an administrator.

    Actions that need two people compare persons, so that a person cannot countersign their own
    work under another account. The only account of a person has no such row.
    """

    class Meta:
        default_permissions = ()
