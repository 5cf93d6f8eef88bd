from django.db import models
from django.db.models import Q

from people.models.system import System
from people.models.user import User


class DirectoryPerson(models.Model):
    """
    What the directory of an agency last said of one person, beside the account that it is about.

    names: {attribute of SCIM: what the directory wrote}, of the name and its parts. Where email or
    is_active differ from the account's, the directory wants what people must agree to.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="in_directory")
    directory = models.ForeignKey(System, models.PROTECT, related_name="directory_people")
    external_id = models.CharField(max_length=200, blank=True)
    names = models.JSONField()
    email = models.EmailField()
    is_active = models.BooleanField()
    department = models.CharField(max_length=200, blank=True)
    wants_since = models.DateTimeField()  # email or is_active were last said otherwise than before
    has_joined = models.BooleanField(default=False)  # the account was added by the directory
    is_removed = models.BooleanField(default=False)  # the directory knows them no more
    ended_in_version = models.PositiveIntegerField(null=True)  # of the account, which it ended
    left_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    # An administrator has looked at what waited and has nothing to do.
    put_aside_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="external_id_once_in_a_directory",
                fields=["directory", "external_id"],
                condition=~Q(external_id=""),
            )
        ]
