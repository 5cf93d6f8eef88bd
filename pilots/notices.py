"""Who is told of what a panel asks, and of what leaves it. Where to look, no more."""

from cases import notices as of_cases
from people.models import Side
from timeliness.actions import outbox
from victims.actions.reviews import LEADS
from victims.notices import holders


def refer_back(look, *, at):
    """Ask those who lead the deciding unit for somebody who did not decide to look again."""
    _tell_leads(look, notice="decision_referred_back", at=at)


def named_for_second_look(look, *, at):
    """Tell who is to look at the decision again."""
    _tell([look.reviewer_id], look, notice="second_look_named", at=at)


def second_look_taken(look, *, at):
    """Tell those who lead the unit; of one of the police, also whoever takes it up again."""
    _tell_leads(look, notice="second_look_taken", at=at)
    if look.side == Side.POLICE:
        of_cases.tell_named(
            of_cases.OFFICER, look.case, [look.suspect], notice="second_look_taken", at=at
        )


def case_left(panel, *, at):
    """Tell the conveners that the panel has a case less; nothing says why."""
    conveners = holders("convene_panels", panel.area_id, at=at)
    outbox.tell(conveners, notice="panel_case_left", subject=panel.reference, about=panel.pk, at=at)


def text_refused_often(panel, *, at):
    """Tell the conveners that somebody's texts for the panel are refused again and again."""
    conveners = holders("convene_panels", panel.area_id, at=at)
    outbox.tell(
        conveners, notice="panel_text_refused", subject=panel.reference, about=panel.pk, at=at
    )


def _tell_leads(look, *, notice, at):
    capacity, unit = LEADS[Side(look.side)]
    people = holders(capacity, getattr(look.case, f"{unit}_id"), at=at)
    _tell(people, look, notice=notice, at=at)


def _tell(people, look, *, notice, at):
    subject = of_cases.subject(look.case, [look.suspect])
    outbox.tell(people, notice=notice, subject=subject, about=look.pk, at=at)
