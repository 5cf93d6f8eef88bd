"""Packs of panels on which the reader has still to give an opinion, as tasks."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.pagination import first_page
from people.access.scopes import Scope, standings_on
from people.web.waiting_tasks import TaskKind, Tasks, WaitingTask, with_more
from pilots.models import Opinion, PanelCase, PanelCaseStatus
from pilots.permissions import PANEL_CASE
from timeliness.calendar import end_of_day

MAX_PACKS = 50  # that are read

PACKS = TaskKind("packs", gettext_lazy("Packs of panels"))


def pack_tasks(scope: Scope) -> Tasks:
    """
    Cases of open panels on which the reader, as a member, has given no opinion. Two queries, none
    for somebody who sits on no panel.

    Says nothing of the opinions of others.
    """
    if not scope.holds("sit_on_panels"):
        return []
    given = Opinion.objects.for_scope(scope).filter(
        panel_case=OuterRef("pk"), by__in=scope.account_ids
    )
    rows = PanelCase.objects.for_scope(scope).filter(
        ~Exists(given), is_open=True, status=PanelCaseStatus.ON_PANEL
    )
    rows = rows.select_related("panel").order_by("panel__opinions_by", "pk")
    found, is_cut = first_page(rows, MAX_PACKS)
    standings = standings_on(scope, found)
    tasks = [
        _pack_task(row)
        for row in found
        if PANEL_CASE.refusal(standings[row.pk], "give_opinion", row) is None
    ]
    return with_more(tasks, PACKS, is_cut=is_cut, address=reverse("see-panels"))


def _pack_task(row: PanelCase) -> WaitingTask:
    last = row.panel.opinions_by
    return WaitingTask(
        kind=PACKS,
        text=_("Read a pack and give your opinion"),
        address=reverse("see-pack", args=[row.pk]),
        about=_("Case %(n)s") % {"n": row.number},
        reference=_("Panel %(reference)s") % {"reference": row.panel.reference},
        due_at=end_of_day(last) if last else None,
        shown_of=PanelCase._meta.label,
        shown=(row.pk,),
    )
