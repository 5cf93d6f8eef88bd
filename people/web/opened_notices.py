"""A person's notices are read once the page to which they lead is opened, or the thing is done."""

from functools import cache
from typing import TYPE_CHECKING, Protocol, TypeVar
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from people.models.access_controlled import AccessControlled, models_with_notices
from people.web.waiting_tasks import WAY_BACK

if TYPE_CHECKING:
    from people.web.audit_context import GuardedRequest

CASE_PAGE = "see-case"
FROM_NOTICE = "notice"  # in the query string of a page that was reached from a notice
COMES_FROM = {FROM_NOTICE, WAY_BACK[0]}


class Shown(Protocol):
    """What a view returns."""

    @property
    def status_code(self) -> int: ...


S = TypeVar("S", bound=Shown)


@cache
def kinds_of_notices(page: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """
    (kinds of notices that lead to a page, kinds that do not, where all others do).

    page: the name of its address. None if no notice leads to it.
    """
    for model in models_with_notices():
        apart = {kind: to.partition("#")[0] for kind, to in model.notices_also_lead_to.items()}
        if model.notices_lead_to == page:
            return frozenset(), frozenset(kind for kind, to in apart.items() if to != page)
        if kinds := frozenset(kind for kind, to in apart.items() if to == page):
            return kinds, frozenset()
    return None


def read_notices_of_page(request: "GuardedRequest", row: AccessControlled, shown: S) -> S:
    """
    Mark the notices read that lead to the page of this row, once it is shown. Returns the response.

    After a change, those that lead to the page of its case. One query where notices can lead there.
    The page of a case is opened all day, so it asks for them only where its reader comes from a
    notice or from the list of what waits.
    """
    case, status = request.audit.case_id, shown.status_code
    if request.audit.scope.system_id is not None:
        return shown
    if request.method == "GET" and status == 200 and request.resolver_match:
        page = request.resolver_match.url_name or ""
        if page != CASE_PAGE or request.GET.keys() & COMES_FROM:
            _mark_read(request, row.pk, page)
    elif request.method == "POST" and status == 302 and case is not None:
        _mark_read(request, case, CASE_PAGE)
    return shown


def with_notice(address: str) -> str:
    """An address of ours to which a notice leads, which is read once the page is opened."""
    page, mark, place = address.partition("#")
    return f"{page}?{FROM_NOTICE}=1{mark}{place}"


def _mark_read(request: "GuardedRequest", about: UUID, page: str) -> None:
    kinds = kinds_of_notices(page)
    if kinds is not None:
        only, but = kinds
        mark = import_string(settings.NOTICES_READ_BY)
        mark(by=request.audit.scope, about=about, only=only, but=but)
