"""Notices of panels: who gets them, with a reference and no content."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from cases import notices as of_cases
from people.access.expiry import live_at
from people.models import Side
from people.text.dates import format_day
from pilots.models import Panel, PanelCase, PanelGrant, SecondLook
from timeliness.actions import outbox
from victims.actions.vrr_requests import LEADER_BY_SIDE
from victims.notices import holders_of_capacity


def notify_decision_referred_back(look: SecondLook, *, at: datetime) -> None:
    """Ask the leaders of the deciding unit to name an independent person to reconsider."""
    _notify_unit_leaders(look, notice="decision_referred_back", at=at)


def notify_second_look_named(look: SecondLook, *, at: datetime) -> None:
    """Notify the person who is to reconsider the decision."""
    assert look.reviewer_id is not None
    _notify_about_second_look([look.reviewer_id], look, notice="second_look_named", at=at)


def notify_second_look_taken(look: SecondLook, *, at: datetime) -> None:
    """Notify the leaders of the unit; for a police decision, also those who act on it."""
    _notify_unit_leaders(look, notice="second_look_taken", at=at)
    if look.side == Side.POLICE:
        of_cases.notify_named_roles(
            of_cases.OFFICER_ROLES, look.case, [look.suspect], notice="second_look_taken", at=at
        )


def notify_case_left(panel: Panel, *, at: datetime) -> None:
    """Notify the conveners that the panel has one case fewer, without the reason."""
    conveners = holders_of_capacity("convene_panels", panel.area_id, at=at)
    outbox.enqueue_notices(
        conveners, notice="panel_case_left", subject=panel.reference, about=panel.pk, at=at
    )


def notify_text_refused_often(panel: Panel, *, at: datetime) -> None:
    """Notify the conveners that a person's texts for the panel are refused repeatedly."""
    conveners = holders_of_capacity("convene_panels", panel.area_id, at=at)
    outbox.enqueue_notices(
        conveners, notice="panel_text_refused", subject=panel.reference, about=panel.pk, at=at
    )


def notify_passage_waits(
    row: PanelCase, *, but: Collection[int], at: datetime, is_new: bool = True
) -> None:
    """
    Notify the other conveners that a passage waits for a second person; else the members.

    Members once they read the case: is_new=False when the panel opens, for them alone. but:
    accounts that cannot answer it.
    """
    conveners = holders_of_capacity("convene_panels", row.panel.area_id, at=at) - {*but}
    people = conveners if is_new else set()
    if not conveners and row.is_open:
        named = PanelGrant.objects.filter(live_at(at), content_object=row.panel_id)
        people = set(named.values_list("user_id", flat=True)) - {*but}
    outbox.enqueue_notices(
        people, notice="passage_waits", subject=row.panel.reference, about=row.panel_id, at=at
    )


def notify_passage_settled(panel: Panel, people: Iterable[int], *, at: datetime) -> None:
    """Notify whoever proposed a passage that it was answered."""
    outbox.enqueue_notices(
        people, notice="passage_settled", subject=panel.reference, about=panel.pk, at=at
    )


def notify_packs_to_read(panel: Panel, members: Iterable[int], *, at: datetime) -> None:
    """Notify these members that there are packs to read, and the due day."""
    _notify_members(members, panel, notice="panel_to_read", at=at)


def notify_opinions_due(panel: Panel, members: Iterable[int], *, at: datetime) -> None:
    """Notify these members that an opinion of theirs is missing, and the due day."""
    _notify_members(members, panel, notice="opinion_due", at=at)


def notify_opinions_in(panel: Panel, *, at: datetime) -> None:
    """Notify the conveners that findings can be recorded."""
    conveners = holders_of_capacity("convene_panels", panel.area_id, at=at)
    outbox.enqueue_notices(
        conveners, notice="panel_opinions_in", subject=panel.reference, about=panel.pk, at=at
    )


def notify_panel_closed(panel: Panel, *, but: Iterable[int], at: datetime) -> None:
    """Notify the conveners and members that the panel is closed, except these accounts."""
    people = holders_of_capacity("convene_panels", panel.area_id, at=at)
    named = PanelGrant.objects.filter(live_at(at), content_object=panel)
    people |= set(named.values_list("user_id", flat=True))
    outbox.enqueue_notices(
        people - {*but}, notice="panel_closed", subject=panel.reference, about=panel.pk, at=at
    )


def _notify_members(members: Iterable[int], panel: Panel, *, notice: str, at: datetime) -> None:
    """A notice with the panel's code and the day; never a case of it."""
    assert panel.opinions_by is not None
    values = {"reference": panel.reference, "day": format_day(panel.opinions_by)}
    subject = _("%(reference)s, opinions by %(day)s") % values
    outbox.enqueue_notices(members, notice=notice, subject=subject, about=panel.pk, at=at)


def _notify_unit_leaders(look: SecondLook, *, notice: str, at: datetime) -> None:
    capacity, unit = LEADER_BY_SIDE[Side(look.side)]
    people = holders_of_capacity(capacity, getattr(look.case, f"{unit}_id"), at=at)
    _notify_about_second_look(people, look, notice=notice, at=at)


def _notify_about_second_look(
    people: Iterable[int], look: SecondLook, *, notice: str, at: datetime
) -> None:
    subject = of_cases.notice_subject(look.case, [look.suspect])
    outbox.enqueue_notices(people, notice=notice, subject=subject, about=look.pk, at=at)
