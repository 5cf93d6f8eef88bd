"""
Record contacts with a victim. A contact is written once and never changed.

The caller has read the contact barriers before making it (victims/contact_barriers.py).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_future_dates, only_known_fields
from cases.models import Suspect
from cases.permissions import NOT_OF_THIS_CASE
from people.access.row_security import for_purpose
from people.access.scopes import Refused, Scope
from people.identity.sides import Side
from people.text.dates import format_moment
from victims.actions.duties import recompute_case_duties
from victims.actions.news_told import mark_news_told_unchecked, record_news_conveyed
from victims.actions.open_victim_action import open_victim_action, side_of_actor
from victims.actions.wrong_addresses import take_back_from_wrong_address
from victims.contact_barriers import ContactBarrier, barriers_to_contact, has_reached_victim
from victims.contact_dates import next_contact_at
from victims.models import (
    ABOUT_SUSPECTS,
    Channel,
    Contact,
    ContactDirection,
    ContactOutcome,
    LiaisonRole,
    VictimRecord,
    Way,
)
from victims.notices import notify_leaders_of_contact
from victims.queries import contacts as queries
from victims.queries.consent_sharing import allegations_of_victim
from victims.queries.known_support import may_send_through_isva

CONTACT_ROLE_BY_SIDE = {
    Side.POLICE: LiaisonRole.CONTACT_OFFICER,
    Side.CPS: LiaisonRole.LIAISON_OFFICER,
}
CONTACT_FIELDS = {
    "channel", "outcome", "spoke_to", "is_identity_checked", "is_safe_now", "reason", "signposted",
    "isva_told", "note",
}  # fmt: skip
OUTCOMES_THAT_CONVEY = (ContactOutcome.REACHED, ContactOutcome.SENT)
CONTACT_IN_FUTURE = _("Enter when the contact was. It cannot lie in the future.")
SAFETY_NOT_CONFIRMED = _("Confirm that it is safe to contact the victim now, or decide not to.")
BARRIER_REASON_REQUIRED = _("%(barriers)s Enter why you made contact all the same.")
TOLD_BEFORE_CHECK = _(
    "Something was told before it was checked who was there. Enter under the reason "
    "what happened: it is recorded as it was, and does not count as told to the victim."
)
NOTHING_TOLD_UNREACHED = _(
    "The victim cannot have been told if no one was reached and nothing was sent."
)
CONTACT_OUTCOME_REQUIRED = _("Select the result")
NEWS_SUSPECT_REQUIRED = _("Select which suspect the victim was told this about.")
LOGGED_BY_COLLEAGUE = _(
    "%(name)s has recorded a contact by the same means on %(when)s. If yours was a "
    "different one, say so. If not, it is already recorded."
)

NewsAndSuspects = Sequence[tuple[str, Sequence[Suspect]]]  # (news item, the suspects it is about)


@transaction.atomic
def record_contact(
    *, record: VictimRecord, by: Scope, at: datetime, version: int, direction: str,
    contacted_at: datetime, conveyed: NewsAndSuspects = (), next_on: date | None = None,
    is_another: bool = False, **facts: Any,
) -> Contact:  # fmt: skip
    """
    Record a contact with a victim, an attempt, or a contact that the victim made.

    version: optimistic lock of the victim's record, so that no contact is made by outdated wishes.
    conveyed: [(news item, the suspects it is about)]. is_another: the caller confirms that a
    similar contact recorded by a colleague is a different one. Raises Refused, Stale.
    """
    only_known_fields(CONTACT_FIELDS, facts)
    if facts["outcome"] == ContactOutcome.REPORTED:  # only a VRR request creates these
        raise Refused(CONTACT_OUTCOME_REQUIRED, is_stage=True)
    record = open_victim_action(
        "record_contact", record, by=by, at=at, version=version, operation="collection"
    )
    if not is_another:
        _check_not_logged_already(
            record, by=by, channel=facts["channel"], contacted_at=contacted_at
        )
    return create_contact(
        record, by=by, at=at, direction=direction, contacted_at=contacted_at, conveyed=conveyed,
        next_on=next_on, **facts,
    )  # fmt: skip


def create_contact(
    record: VictimRecord, *, by: Scope, at: datetime, direction: str, contacted_at: datetime,
    conveyed: NewsAndSuspects, next_on: date | None = None, is_hour_known: bool = True,
    **facts: Any,
) -> Contact:  # fmt: skip
    """
    Create a contact and apply its consequences: news told, wrong address, duties, next contact.

    The case is locked. Leaders of the contact's unit are notified once where news was told before
    the identity was checked. Actions that are contacts too, such as the offer of a meeting, call
    this after they open. is_hour_known: False where contacted_at is exact to the day only.
    """
    if contacted_at > at:
        raise Refused(CONTACT_IN_FUTURE, is_stage=True)
    side = side_of_actor(by)
    barriers = _check_barriers_explained(
        record, direction, facts, side=side, at=contacted_at, is_hour_known=is_hour_known
    )
    if next_on:
        check_future_dates(next_on, at=at)
    _check_news_may_be_told(record, conveyed, by=by, **facts)
    is_unchecked = _is_told_unchecked(conveyed, facts)
    barriers += [ContactBarrier.UNCHECKED] * is_unchecked
    contact = _save_contact(
        record, by=by, at=at, direction=direction, contacted_at=contacted_at, barriers=barriers,
        as_preferred=_is_as_preferred(record, direction, facts), next_on=next_on, **facts,
    )  # fmt: skip
    _record_news(contact, conveyed, side=side, is_unchecked=is_unchecked, at=at)
    if contact.outcome == ContactOutcome.WRONG and direction == ContactDirection.OUT:
        take_back_from_wrong_address(contact, by=by, at=at)
    recompute_case_duties(case_id=record.case_id, at=at)
    _set_next_contact(record, contact, at=at)
    return contact


def _record_news(
    contact: Contact, conveyed: NewsAndSuspects, *, side: Side, is_unchecked: bool, at: datetime
) -> None:
    """Record each news item told in a contact; notify the leaders where identity was unchecked."""
    items = [(what, suspect) for what, suspects in conveyed for suspect in suspects or (None,)]
    reached_at = contact.contacted_at if has_reached_victim(contact) else None
    record_news_conveyed(contact, items, side=side, reached_at=reached_at, at=at)
    if is_unchecked:
        mark_news_told_unchecked(contact, side=side, at=at)
        notify_leaders_of_contact(
            contact.record, CONTACT_ROLE_BY_SIDE[side], notice="told_unchecked", at=at
        )


@transaction.atomic
def decide_not_to_contact(
    *, record: VictimRecord, by: Scope, at: datetime, reason: str, next_on: date | None = None
) -> Contact:
    """Record a decision not to contact the victim, its reason, and when to look again."""
    record = open_victim_action(
        "decide_not_to_contact", record, by=by, at=at, operation="collection"
    )
    if next_on:
        check_future_dates(next_on, at=at)
    contact = _save_contact(
        record, by=by, at=at, direction=ContactDirection.OUT, outcome=ContactOutcome.NOT_CONTACTED,
        contacted_at=at, reason=reason, barriers=barriers_to_contact(record), next_on=next_on,
    )  # fmt: skip
    _set_next_contact(record, contact, at=at)
    return contact


@for_purpose("whom a victim may hear of")
def suspects_victim_can_be_told_of(record: VictimRecord, *, by: Scope) -> list[Suspect]:
    """The suspects of the victim's allegations that the caller's side knows, by number."""
    sides = ["", by.side]
    accused = allegations_of_victim(record.pk, case=record.case_id, sides=sides).values("suspect")
    rows = Suspect.objects.unscoped("the suspects a victim may be told about")
    return list(rows.filter(pk__in=accused, only_side__in=sides).order_by("number"))


def _check_barriers_explained(
    record: VictimRecord,
    direction: str,
    facts: Mapping[str, Any],
    *,
    side: str,
    at: datetime,
    is_hour_known: bool,
) -> list[ContactBarrier]:
    """The barriers to an outgoing contact. Raises Refused where there are some and no reason."""
    if direction == ContactDirection.IN:
        return []
    if not facts.get("is_safe_now"):
        raise Refused(SAFETY_NOT_CONFIRMED, is_stage=True)
    by_isva = facts["channel"] == Way.THROUGH_ISVA
    against = barriers_to_contact(
        record, channel=facts["channel"], outcome=facts["outcome"], side=side,
        is_agreed=by_isva and may_send_through_isva(record.pk, side, at=at),
        at=at, is_hour_known=is_hour_known,
    )  # fmt: skip
    if against and not facts.get("reason"):
        labels = " ".join(str(barrier.label) for barrier in against)
        raise Refused(BARRIER_REASON_REQUIRED % {"barriers": labels}, is_stage=True)
    return against


def _is_told_unchecked(conveyed: NewsAndSuspects, facts: Mapping[str, Any]) -> bool:
    """
    Whether news was told before the identity was checked. Raises Refused without a reason.

    The contact is stored as it happened, for safety review; the news does not count as told.
    """
    is_checked = facts["outcome"] != ContactOutcome.REACHED or facts.get("is_identity_checked")
    if not conveyed or is_checked:
        return False
    if not facts.get("reason"):
        raise Refused(TOLD_BEFORE_CHECK, is_stage=True)
    return True


def _check_news_may_be_told(
    record: VictimRecord, conveyed: NewsAndSuspects, *, by: Scope, outcome: str, **_facts: Any
) -> None:
    """Raises Refused for news without a contact that conveys it, or about a suspect not alleged."""
    if conveyed and outcome not in OUTCOMES_THAT_CONVEY:
        raise Refused(NOTHING_TOLD_UNREACHED, is_stage=True)
    tellable_ids = (
        {suspect.pk for suspect in suspects_victim_can_be_told_of(record, by=by)}
        if conveyed
        else set()
    )
    for what, suspects in conveyed:
        if {suspect.pk for suspect in suspects} - tellable_ids:
            raise Refused(NOT_OF_THIS_CASE, is_stage=True)
        if tellable_ids and not suspects and what in ABOUT_SUSPECTS:
            raise Refused(NEWS_SUSPECT_REQUIRED, is_stage=True)


def _check_not_logged_already(
    record: VictimRecord, *, by: Scope, channel: str, contacted_at: datetime
) -> None:
    other = queries.similar_contact_of_colleague(
        record, by, channel=channel, contacted_at=contacted_at
    )
    if other:
        raise Refused(logged_already_text(other), is_stage=True)


@for_purpose("what a contact says already")
def logged_already_text(other: Contact) -> str:
    """The refusal that names a colleague's entry which may be the same contact."""
    return LOGGED_BY_COLLEAGUE % {"name": other.by.name, "when": format_moment(other.contacted_at)}


def _is_as_preferred(record: VictimRecord, direction: str, facts: Mapping[str, Any]) -> bool | None:
    """
    Whether the victim was reached by their preferred channel; None where unknown or not asked.
    """
    if facts["outcome"] != ContactOutcome.REACHED or direction == ContactDirection.IN:
        return None
    if record.channel == Channel.NOT_ASKED:
        return None
    return bool(facts["channel"] == record.channel)


def _save_contact(record: VictimRecord, *, by: Scope, at: datetime, **facts: Any) -> Contact:
    facts["signposted"] = list(facts.get("signposted", ()))
    return Contact.objects.unscoped("write down a contact").create(
        case_id=record.case_id, record=record, by_id=by.actor.id, at=at, **facts
    )


def _set_next_contact(record: VictimRecord, contact: Contact, *, at: datetime) -> None:
    """
    Set when the victim's next contact is due: the agreed day, or the interval once reached.

    An attempt changes nothing, so that the victim stays on the worklist until reached. Nor does a
    contact in which news was told before the identity was checked.
    """
    is_through = has_reached_victim(contact)
    if not is_through and not contact.next_on:
        return
    if is_through:
        record.last_reached_at = max(filter(None, [record.last_reached_at, contact.contacted_at]))
    record.next_contact_on = contact.next_on
    record.listed_at = next_contact_at(record, at=at)
    record.save_without_historical_record(
        update_fields=["last_reached_at", "next_contact_on", "listed_at"]
    )
