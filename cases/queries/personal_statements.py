"""The victim personal statements of a case, as the victims app says them."""

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.utils.module_loading import import_string

from people.access.scopes import Scope


def statements_json(scope: Scope, *, case: str = "pk") -> ArraySubquery:
    """
    Subquery of a case, or of a row with one: of each victim whose record the reader may read, the
    newest step of the offer, as read_statements() takes it. case: where the outer query has the id
    of the case.
    """
    found: ArraySubquery = import_string(settings.PERSONAL_STATEMENTS)(scope, case)
    return found
