"""The answer to a person who has read as much in an hour as they may, and who hears of it."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.module_loading import import_string

from people.access import reading_limits
from people.access.paths import case_id_of, is_opened_for_hours
from people.access.reading_limits import LimitReached, hourly_limit, logged_reason
from people.access.scopes import Scope, standing_on
from people.models import AuditEntry, ReadingLimit
from people.models.access_controlled import AccessControlled
from people.web.audit_context import AuditContext, GuardedRequest, scope_for
from people.web.drafts import views

__all__ = ["LimitReached", "check_row", "check_shown", "limit_page", "log_limit_reached"]

TOO_MANY_REQUESTS = 429


def check_row(
    request: GuardedRequest, model: type[AccessControlled], row: AccessControlled | None, pk: UUID
) -> None:
    """
    Raise LimitReached if the row that is asked for, found or not, is one too many in this hour.

    A request that saves a draft shows nothing of the row, so it is not refused. Nor is a row that
    the person opened by break-glass, which counts.
    """
    if views.is_draft_request(request):
        return
    scope, key = scope_for(request), pk if row is None else case_id_of(row) or pk
    try:
        reading_limits.check_row(scope, model, key=key, row_id=pk)
    except LimitReached:
        if row is None or not is_opened_for_hours(row, standing_on(scope, row).capacities):
            raise


def check_shown(audit: AuditContext) -> None:
    """Raise LimitReached if a list or a download is one too many in this hour."""
    for kind, ids in audit.rows_shown:
        reading_limits.check_shown(
            audit.scope, verb=audit.verb, operation=audit.operation, kind=kind, ids=ids,
            case_id=audit.case_id,
        )  # fmt: skip


def log_limit_reached(audit: AuditContext, reached: LimitReached) -> None:
    """
    Log the refusal. Tell the leaders of the person's units of the first one within an hour.

    After the page's own transaction was rolled back.
    """
    with transaction.atomic():
        is_first = not _was_refused_lately(audit.scope, reached)
        audit.write_entry(refused=reached.reason)
        if is_first:
            tell_leaders(audit.scope)


def limit_page(request: HttpRequest, reached: LimitReached) -> TemplateResponse:
    """The page that says what was reached and what to do, with what was typed."""
    scope = scope_for(request)
    page = {
        "reached": reached,
        "is_of_exports": reached.limit == ReadingLimit.EXPORTS,
        "most": hourly_limit(reached.limit, scope.accounts, at=scope.at),
        "may_ask": reading_limits.may_ask_for_more(scope),
    }
    return TemplateResponse(request, "limit_reached.html", page, status=TOO_MANY_REQUESTS)


def tell_leaders(scope: Scope) -> None:
    """
    Notify those who lead a unit on which the person holds a role, without the person.

    Calls the functions in the setting READING_TOLD_BY: people/ does not import notices.
    """
    for tell in settings.READING_TOLD_BY:
        import_string(tell)(units=list(scope.capacities), without=scope.accounts, at=scope.at)


def _was_refused_lately(scope: Scope, reached: LimitReached) -> bool:
    rows = AuditEntry.objects.filter(
        user__in=scope.accounts,
        at__gt=scope.at - timedelta(hours=1),
        refused=logged_reason(reached.limit),
    )
    return rows.exists()
