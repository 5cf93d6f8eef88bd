"""Permission table of meetings with a victim. Source: domain note 5.2."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.permissions.capacity_tests import is_one_of
from cases.permissions.state_tests import has_status
from people.access.scopes import Rules, Standing, refusal_reason
from victims.models import Agreed, Meeting, MeetingStatus, VictimRecord, YesNoNotAsked
from victims.permissions.capacity_tests import IN_CONTACT_CAPACITIES, for_contact, knows_of_victim

MEETING_STATUS_TEXT: dict[str, Promise] = {
    MeetingStatus.OFFERED: _("No answer to the offer has been recorded yet."),
    MeetingStatus.NO_ANSWER: _("The victim has not answered the offer yet."),
    MeetingStatus.DECLINED: _("The victim declined this meeting. Offer another if that changes."),
    MeetingStatus.ACCEPTED: _("The offer has been accepted, and nothing is arranged yet."),
    MeetingStatus.ARRANGED: _("The meeting has been arranged."),
    MeetingStatus.HELD: _("The meeting has been held."),
    MeetingStatus.CANCELLED: _("The meeting has been cancelled."),
}


def why_meeting_is_closed(who: Standing, meeting: Meeting) -> Promise:
    """The refusal of a verb in the meeting's current state."""
    return MEETING_STATUS_TEXT[meeting.status]


is_offered = has_status(
    MeetingStatus.OFFERED, MeetingStatus.NO_ANSWER, reason=why_meeting_is_closed
)
is_accepted = has_status(
    MeetingStatus.ACCEPTED, MeetingStatus.ARRANGED, reason=why_meeting_is_closed
)
is_arranged = has_status(MeetingStatus.ARRANGED, reason=why_meeting_is_closed)
is_meeting_open = has_status(
    MeetingStatus.OFFERED, MeetingStatus.NO_ANSWER, MeetingStatus.ACCEPTED, MeetingStatus.ARRANGED,
    reason=why_meeting_is_closed,
)  # fmt: skip


@refusal_reason(_("The meeting has not begun yet. Record it once it has been held."), stage=True)
def has_begun(who: Standing, meeting: Meeting) -> bool:
    assert who.at is not None
    return meeting.meets_at is not None and meeting.meets_at <= who.at


@refusal_reason(
    _("The victim does not want to be contacted, so nothing is offered. The record says more."),
    stage=True,
)
def may_be_contacted(who: Standing, record: VictimRecord) -> bool:
    return record.wants_contact != YesNoNotAsked.NO


MEETING = Rules(
    {
        "see_meeting": [knows_of_victim],
        "download_meeting_calendar": [knows_of_victim, is_arranged],
        "record_meeting_response": [for_contact, is_offered],
        "arrange_meeting": [for_contact, is_accepted],
        "record_meeting": [for_contact, is_arranged, has_begun],
        "cancel_meeting": [for_contact, is_meeting_open],
    }
)


@refusal_reason(
    _("Only the person responsible for it, or the person in contact with the victim, can do this.")
)
def is_action_owner_or_in_contact(who: Standing, agreed: Agreed) -> bool:
    return bool(who.capacities & IN_CONTACT_CAPACITIES) or is_one_of(who, [agreed.person_id])


@refusal_reason(_("It has been recorded as done already."), stage=True)
def is_action_open(who: Standing, agreed: Agreed) -> bool:
    return not agreed.is_done


AGREED = Rules({"finish_agreed": [knows_of_victim, is_action_owner_or_in_contact, is_action_open]})
