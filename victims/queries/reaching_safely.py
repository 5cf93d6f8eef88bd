"""How each victim of a list is reached safely, and whether it is safe now: one line for each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.scopes import Scope
from people.models import Side
from timeliness.calendar import end_of_day, london_day
from victims.contact_barriers import barriers_to_any_contact
from victims.models import Channel, Contact, VictimRecord, YesNoNotAsked
from victims.safe_hours import WEEKDAY_LABELS, SafeSpan, format_hour, safe_span_from

COLUMNS = (
    "pk", "wants_contact", "channel", "safe_hours", "voicemail_is_safe", "text_is_safe",
    "letter_is_safe", "email_is_safe", "is_withdrawn", "is_withdrawing",
)  # fmt: skip
# How the words begin where no way to reach them is named.
NO_WAY_NAMED = {
    Channel.NOT_ASKED: gettext_lazy("How to reach them was not asked"),
    Channel.THROUGH_ISVA: gettext_lazy("Police and CPS reach them only through you"),
}
PREFERRED = {
    Channel.PHONE: gettext_lazy("Phone"),
    Channel.TEXT: gettext_lazy("Text message"),
    Channel.EMAIL: gettext_lazy("Email"),
    Channel.LETTER: gettext_lazy("Post"),
    Channel.THROUGH_POLICE: gettext_lazy("Only the police"),
}
# {field: (the channel that it is about, its name within a sentence)}
MEANS = {
    "text_is_safe": (Channel.TEXT, gettext_lazy("text message")),
    "email_is_safe": (Channel.EMAIL, gettext_lazy("email")),
    "letter_is_safe": (Channel.LETTER, gettext_lazy("post")),
}
CHANNEL_ANSWERS = frozenset({"channel", "voicemail_is_safe", *MEANS})
ONLY_THROUGH_OTHERS = {
    Channel.THROUGH_ISVA: gettext_lazy("Only through the ISVA, if they still agree to it"),
    Channel.THROUGH_POLICE: gettext_lazy("Only through the police"),
}
CONFIRM_FIRST = gettext_lazy("A withdrawal is not confirmed. Confirm it first.")
WANTS_NOT_ASKED = gettext_lazy("No one has asked whether they want contact.")
CAUTION_FIRST = gettext_lazy("Read the caution on their page first")


@dataclass(frozen=True)
class ReachingSafely:
    """
    How one victim is reached.

    stops: what has to be settled before they are contacted. caution: that the record, or the last
    caller, has words to read first; "" without. words: the channels that are safe, and those that
    are not or were not asked about. when: until or from when a call is within the hours that they
    gave; "" where something stops it or others pass everything on. is_now: a call is safe at the
    moment of the page, and nothing has to be read first. span: the safe time that this is about.
    answers: the fields of the record that words and when are made of.
    """

    stops: tuple[str | Promise, ...]
    caution: str | Promise
    words: str
    when: str
    is_now: bool
    span: SafeSpan | None
    answers: frozenset[str]


def reaching_safely(records: Collection[UUID], scope: Scope) -> dict[UUID, ReachingSafely]:
    """{id of a victim's record: how they are reached}, where the reader reads it. One query."""
    last = Contact.objects.for_scope(scope).filter(record=OuterRef("pk"))
    last = last.annotate(is_noted=~Q(note="")).order_by("-contacted_at", "-pk")
    rows = VictimRecord.objects.for_scope(scope).filter(pk__in=records)
    rows = rows.annotate(
        has_caution=~Q(care="") | ~Q(safe_times=""),
        is_noted=Subquery(last.values("is_noted")[:1]),
    )
    return {row.pk: _reaching(row, scope) for row in rows.only(*COLUMNS)}


def reaching_as_agreed(record: VictimRecord, *, at: datetime) -> ReachingSafely:
    """
    How a victim is reached, for a service that they agree may know how: in the same words. Of what
    police and CPS know besides it says nothing, as of a withdrawal or of a call that was not safe,
    and so it never says that a call is safe now. Nothing stops it: whether they want contact was
    asked of contact by police and CPS.
    """
    has_words = bool(record.care or record.safe_times)
    return _reaching_as(record, Side.SUPPORT, (), has_words=has_words, at=at)


def _reaching(record: Any, scope: Scope) -> ReachingSafely:
    """record: a VictimRecord with has_caution and is_noted."""
    has_words = bool(record.has_caution or record.is_noted)
    return _reaching_as(record, scope.side, _stops(record), has_words=has_words, at=scope.at)


def _reaching_as(
    record: VictimRecord, side: str | None, stops: tuple[str | Promise, ...], *, has_words: bool,
    at: datetime,
) -> ReachingSafely:  # fmt: skip
    """side: the reader's. has_words: whether there are words to be read first."""
    channel = Channel(record.channel)
    caution: str | Promise = CAUTION_FIRST if has_words else ""
    if _goes_through_others(channel, side):
        through = str(ONLY_THROUGH_OTHERS[channel])
        return ReachingSafely(
            stops, caution, through, "", is_now=False, span=None, answers=frozenset({"channel"})
        )
    span = None if stops else safe_span_from(record.safe_hours, at)
    is_within = span is not None and span.begins <= at
    is_by_phone = channel in (Channel.PHONE, Channel.THROUGH_POLICE)
    is_now = is_within and not caution and is_by_phone and side != Side.SUPPORT
    has_hours = not stops and (is_by_phone or side != Side.SUPPORT)
    when = _hours_words(span, at, is_now=is_now) if has_hours else ""
    return ReachingSafely(
        stops=stops,
        caution=caution,
        words=_channel_words(record),
        when=when,
        is_now=is_now,
        span=span,
        answers=CHANNEL_ANSWERS | {"safe_hours"} if when else CHANNEL_ANSWERS,
    )


def _goes_through_others(channel: Channel, side: str | None) -> bool:
    """
    Whether the reader's side passes everything on; the police may call where only they may, and an
    ISVA where everything goes through them.
    """
    if channel == Channel.THROUGH_POLICE:
        return side != Side.POLICE
    return channel == Channel.THROUGH_ISVA and side != Side.SUPPORT


def _stops(record: Any) -> tuple[str | Promise, ...]:
    stops: list[str | Promise] = [barrier.label for barrier in barriers_to_any_contact(record)]
    if record.is_withdrawing and not record.is_withdrawn:
        stops.append(CONFIRM_FIRST)
    if record.wants_contact == YesNoNotAsked.NOT_ASKED:
        stops.append(WANTS_NOT_ASKED)
    return tuple(stops)


def _channel_words(record: VictimRecord) -> str:
    """
    Phone or text message. Voicemail is safe. No email or post.

    What was not asked is not safe. The channel that they prefer is, unless they said no of it.
    """
    channel = Channel(record.channel)
    ways: list[str] = [str(PREFERRED[channel])] if channel in PREFERRED else []
    left_out: list[str] = []
    for field, (means, name) in MEANS.items():
        answer = getattr(record, field)
        if means == channel and answer != YesNoNotAsked.NO:
            continue
        if means == channel:
            ways.clear()
        (ways if answer == YesNoNotAsked.YES else left_out).append(str(name))
    return _sentences_of(channel, ways, left_out, record.voicemail_is_safe == YesNoNotAsked.YES)


def _sentences_of(
    channel: Channel, ways: Sequence[str], left_out: Sequence[str], is_voicemail_safe: bool
) -> str:
    said = [str(NO_WAY_NAMED[channel])] if channel in NO_WAY_NAMED else []
    if ways:
        either = _either(ways)
        said.append(either[:1].upper() + either[1:])
    if is_voicemail_safe:
        said.append(_("Voicemail is safe"))
    not_safe = [*left_out] if is_voicemail_safe else [_("voicemail"), *left_out]
    if not_safe:
        said.append(_("No %(means)s") % {"means": _either(not_safe)})
    return ". ".join(said)


def _either(names: Sequence[str]) -> str:
    """Phone; phone or post; phone, text message or post."""
    if len(names) == 1:
        return names[0]
    some = {"first": ", ".join(names[:-1]), "last": names[-1]}
    return _("%(first)s or %(last)s") % some


def _hours_words(span: SafeSpan | None, at: datetime, *, is_now: bool) -> str:
    if span is None:
        return _("No safe hours are set")
    today = london_day(at)
    if span.begins > at:
        return _begins_words(span.begins, at)
    if span.until > end_of_day(today):
        if is_now:
            return _("Safe now, for the rest of today")
        return _("Within their hours for a call, for the rest of today")
    hour = {"hour": format_hour(span.until)}
    if is_now:
        return _("Safe now, until %(hour)s") % hour
    return _("Within their hours for a call, until %(hour)s") % hour


def _begins_words(begins: datetime, at: datetime) -> str:
    day, today, hour = london_day(begins), london_day(at), {"hour": format_hour(begins)}
    if day == today:
        return _("Not now: from %(hour)s today") % hour
    then = hour | {"weekday": WEEKDAY_LABELS[day.isoweekday()]}
    if day.isoweekday() == today.isoweekday():
        return _("Not today: from %(hour)s next %(weekday)s") % then
    return _("Not today: from %(hour)s on %(weekday)s") % then
