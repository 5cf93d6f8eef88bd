"""My day: the page on which an ISVA begins."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, is_response_read, scope_for
from victims.actions.service_entries import log_next_contacts_read
from victims.actions.shown_facts import record_facts_shown_of_supports
from victims.models import Support
from victims.permissions import SITE
from victims.queries.my_day import in_order_of_day, people_of_day


@guarded_site("see_my_day", SITE)
def see_my_day(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    people, has_more = people_of_day(scope)
    # Every log has them by reference: the order of the day tells of the service's own entries.
    request.audit.add_rows(Support, [row.support.pk for row in people])
    if is_response_read(request):
        shown = [(row.support, fact) for row in people for fact in row.shown]
        # nosemgrep: write-behind-a-read-verb - records what was shown
        record_facts_shown_of_supports(shown, by=scope, at=scope.at)
        # nosemgrep: write-behind-a-read-verb - records what was read
        log_next_contacts_read(
            [row.support for row in people if row.next_on], by=scope, at=scope.at
        )
    context = {
        "at": scope.at,
        "people": in_order_of_day(people),
        "has_more": has_more,
        "contacts_due": sum(row.is_due for row in people),
        "news": sum(bool(row.milestones) for row in people),
        "answered": sum(bool(row.answered) for row in people),
        "is_news_shared": all(row.shares_milestones for row in people),
        "in_court": sum(bool(row.hearings) for row in people),
    }
    return TemplateResponse(request, "victims/support/my_day.html", context)
