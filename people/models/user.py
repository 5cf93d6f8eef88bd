from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from people.models.agency import Agency
from people.models.human import Human
from people.models.reasoned_history import ReasonedHistory


class UserManager(BaseUserManager["User"]):
    """Finds users by e-mail address, ignoring case."""

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """
    An account: of a person, who signs in with an e-mail address, or of a system that calls the API.

    Groups and is_superuser are unused.
    """

    last_login = None  # the audit log has every sign-in

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="people")
    human = models.ForeignKey(Human, models.PROTECT, null=True, related_name="accounts")
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False, editable=False)  # calls the API; never signs in
    # The id by which the directory of the agency knows the account.
    reference = models.UUIDField(
        default=uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(
        bases=[ReasonedHistory], excluded_fields=["password", "is_superuser", "reference"]
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "agency"]

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="email_is_lower", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="nobody_is_superuser", condition=Q(is_superuser=False)),
            models.CheckConstraint(
                name="system_has_no_password",
                condition=Q(is_system=False) | Q(("password__startswith", "!")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
