"""The right to take files away, which no capacity to read includes (ADR 90)."""

from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import refusal_reason
from people.access.scopes import Scope


@refusal_reason(
    _("Only people with a role for it take files away. Two administrators give that role.")
)
def takes_exports(scope: Scope) -> bool:
    return scope.holds("take_exports")
