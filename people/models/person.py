from django.db import models


class Human(models.Model):
    """
    One human being who has several accounts, where an administrator has said so.

    Nobody countersigns their own work under another account, so acts that need two people
    compare human beings. An account that is alone in its own right has none.
    """

    class Meta:
        default_permissions = ()
