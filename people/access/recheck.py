"""Re-check a caller's grants after a lock wait."""

from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused
from people.access.scopes import NO_CAPACITIES, Scope, scope_of
from people.models import User

ACCESS_HAS_CHANGED = _("Your access has changed since you opened this page. Open it again.")


def check_grants_unchanged(scope: Scope) -> None:
    """Raise Refused if a capacity was lost since the scope was read. Call it after a lock wait."""
    now = scope_of(User(pk=scope.user_id), at=scope.at)
    capacities = now.capacities
    lost = any(had - capacities.get(unit, NO_CAPACITIES) for unit, had in scope.capacities.items())
    if lost or now.user_id is None or _has_system_lost_unit(scope):
        raise Refused(ACCESS_HAS_CHANGED)


def _has_system_lost_unit(scope: Scope) -> bool:
    """Whether the calling system has lost a unit it acted for when the scope was read."""
    if scope.system_id is None:
        return False
    account = User.objects.get(system=scope.system_id)
    had, has = scope.within, scope_of(account, at=scope.at).as_system(scope.system_id).within
    return had is None or has is None or not had <= has
