"""Find the person that an administration page is about."""

from django.shortcuts import get_object_or_404

from people.administration.managed import managed_accounts
from people.administration.permissions import PERSON
from people.models import User
from people.web.audit_context import GuardedRequest
from people.web.guards import SAFE_METHODS, scope_for


def person_for_verb(request: GuardedRequest, verb: str, pk: int) -> User:
    """
    The person with this id, after checking the verb on them. Raises Refused.

    Raises Http404 also for an account of an agency that the caller does not manage.
    """
    scope = scope_for(request)
    person = get_object_or_404(managed_accounts(scope).select_related("agency"), pk=pk)
    request.audit.add_rows(User, [person.pk])
    PERSON.check(scope, verb, person, stages=request.method in SAFE_METHODS)
    return person
