"""Proposals of access that wait for an administrator, as tasks."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.pagination import first_page
from people.access.scopes import Scope
from people.administration.managed import is_administrator, managed_proposals
from people.administration.proposal_queries import titles
from people.models import AccessProposal
from people.text.dates import format_moment
from people.web.waiting_tasks import TaskKind, Tasks, WaitingTask, with_more

MAX_PROPOSALS = 50  # that are read

PROPOSALS = TaskKind("access-proposals", gettext_lazy("Access for colleagues"))


def proposal_tasks(scope: Scope) -> Tasks:
    """What others propose and the reader approves or reviews. One query, for administrators."""
    if not is_administrator(scope):
        return []
    rows = managed_proposals(scope).filter(status__in=AccessProposal.OPEN)
    rows = rows.exclude(proposed_by__in=scope.accounts).exclude(person__in=scope.accounts)
    rows = rows.select_related("proposed_by").order_by("proposed_at", "pk")
    shown, is_cut = first_page(rows, MAX_PROPOSALS)
    more = reverse("see-access-proposals")
    return with_more(map(_proposal_task, shown), PROPOSALS, is_cut=is_cut, address=more)


def _proposal_task(row: AccessProposal) -> WaitingTask:
    by = {"name": row.proposed_by.name, "when": format_moment(row.proposed_at)}
    is_done = row.status == AccessProposal.Status.TO_REVIEW
    text = _("Review what was done in an emergency") if is_done else _("Approve, or say why not")
    return WaitingTask(
        kind=PROPOSALS,
        text=text,
        address=reverse("see-access-proposal", args=[row.pk]),
        about=titles().get(row.act, ""),
        details=(_("%(name)s, %(when)s") % by,),
        shown_of=AccessProposal._meta.label,
        shown=(row.pk,),
    )
