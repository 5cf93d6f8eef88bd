from django.contrib.auth.models import Permission
from django.db import models
from guardian.models import UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from people.models.reasoned_history import ReasonedHistory
from people.models.unit import Unit
from people.models.user import User


class Grant(UserObjectPermissionBase):
    """A guardian permission row with who granted it, when, and until when."""

    user = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="%(class)ss")
    permission = models.ForeignKey(Permission, models.CASCADE, db_index=False)
    granted_by = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True
        default_permissions = ()


class UnitGrant(Grant):
    """A person's capacity on a unit, which also gives access to the unit's cases."""

    # Not related_name="+": guardian would not find this table and would use its generic one.
    content_object = models.ForeignKey(Unit, models.CASCADE, related_name="grants")
    history = HistoricalRecords(bases=[ReasonedHistory])

    class Meta(Grant.Meta):
        abstract = False
