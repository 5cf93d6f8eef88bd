"""Who is told of what a panel asks, and of what leaves it. Where to look, no more."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from cases import notices as of_cases
from cases.deadlines import in_words
from people.models import Side
from pilots.models import Panel, PanelGrant, SecondLook
from timeliness.actions import outbox
from victims.actions.reviews import LEADS
from victims.notices import holders


def refer_back(look: SecondLook, *, at: datetime) -> None:
    """Ask those who lead the deciding unit for somebody who did not decide to look again."""
    _tell_leads(look, notice="decision_referred_back", at=at)


def named_for_second_look(look: SecondLook, *, at: datetime) -> None:
    """Tell who is to look at the decision again."""
    assert look.reviewer_id is not None
    _tell([look.reviewer_id], look, notice="second_look_named", at=at)


def second_look_taken(look: SecondLook, *, at: datetime) -> None:
    """Tell those who lead the unit; of one of the police, also whoever takes it up again."""
    _tell_leads(look, notice="second_look_taken", at=at)
    if look.side == Side.POLICE:
        of_cases.tell_named(
            of_cases.OFFICER, look.case, [look.suspect], notice="second_look_taken", at=at
        )


def case_left(panel: Panel, *, at: datetime) -> None:
    """Tell the conveners that the panel has a case less; nothing says why."""
    conveners = holders("convene_panels", panel.area_id, at=at)
    outbox.tell(conveners, notice="panel_case_left", subject=panel.reference, about=panel.pk, at=at)


def text_refused_often(panel: Panel, *, at: datetime) -> None:
    """Tell the conveners that somebody's texts for the panel are refused again and again."""
    conveners = holders("convene_panels", panel.area_id, at=at)
    outbox.tell(
        conveners, notice="panel_text_refused", subject=panel.reference, about=panel.pk, at=at
    )


def to_read(panel: Panel, members: Iterable[int], *, at: datetime) -> None:
    """Tell these members that there is something for them to read, and until when."""
    _tell_members(members, panel, notice="panel_to_read", at=at)


def opinions_due(panel: Panel, members: Iterable[int], *, at: datetime) -> None:
    """Tell these members that an opinion of theirs is waited for, and until when."""
    _tell_members(members, panel, notice="opinion_due", at=at)


def opinions_in(panel: Panel, *, at: datetime) -> None:
    """Tell the conveners that findings can be recorded."""
    conveners = holders("convene_panels", panel.area_id, at=at)
    outbox.tell(
        conveners, notice="panel_opinions_in", subject=panel.reference, about=panel.pk, at=at
    )


def closed(panel: Panel, *, but: Iterable[int], at: datetime) -> None:
    """Tell the conveners and the members that the panel is closed, except these accounts."""
    people = holders("convene_panels", panel.area_id, at=at)
    named = PanelGrant.objects.filter(content_object=panel).exclude(expires_at__lte=at)
    people |= set(named.values_list("user_id", flat=True))
    outbox.tell(
        people - {*but}, notice="panel_closed", subject=panel.reference, about=panel.pk, at=at
    )


def _tell_members(members: Iterable[int], panel: Panel, *, notice: str, at: datetime) -> None:
    """The panel by its code, and the day; never a case of it."""
    assert panel.opinions_by is not None
    said = {"reference": panel.reference, "day": in_words(panel.opinions_by)}
    subject = _("%(reference)s, opinions by %(day)s") % said
    outbox.tell(members, notice=notice, subject=subject, about=panel.pk, at=at)


def _tell_leads(look: SecondLook, *, notice: str, at: datetime) -> None:
    capacity, unit = LEADS[Side(look.side)]
    people = holders(capacity, getattr(look.case, f"{unit}_id"), at=at)
    _tell(people, look, notice=notice, at=at)


def _tell(people: Iterable[int], look: SecondLook, *, notice: str, at: datetime) -> None:
    subject = of_cases.subject(look.case, [look.suspect])
    outbox.tell(people, notice=notice, subject=subject, about=look.pk, at=at)
