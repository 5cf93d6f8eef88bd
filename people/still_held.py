"""Whether a person who had to wait holds now what she held when she asked."""

from django.utils.translation import gettext_lazy as _

from people.access import NOTHING, Scope, scope_of
from people.models import User
from people.rules import Refused

LOST = _("Your access has changed since you opened this page. Open it again.")


def still_holds(scope: Scope) -> None:
    """Refuse whoever has lost something since the scope was read: for acts that had to wait."""
    now = scope_of(User(pk=scope.user_id), at=scope.at)
    held = now.capacities
    lost = any(had - held.get(unit, NOTHING) for unit, had in scope.capacities.items())
    if lost or now.user_id is None or _system_has_lost(scope):
        raise Refused(LOST)


def _system_has_lost(scope: Scope) -> bool:
    """Whether the system through which it is asked acts no longer for a unit that it acted for."""
    if scope.system_id is None:
        return False
    account = User.objects.get(system=scope.system_id)
    had, has = scope.within, scope_of(account, at=scope.at).as_system(scope.system_id).within
    return had is None or has is None or not had <= has
