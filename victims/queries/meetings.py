"""The meetings with a victim, and the page of one with its decrypted words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.histories import HistoryEntry, history_entries
from people.access.scopes import Scope
from people.text.dates import format_day, format_moment
from victims import encryption, keys
from victims.labels import victim_verb_label
from victims.models import Meeting, MeetingAttendee, VictimRecord
from victims.queries.agreed_actions import AgreedActionRow, agreed_actions_of_meetings

MEETING_WORD_LABELS = {
    "declined_because": gettext_lazy("Why it was declined"),
    "place": gettext_lazy("Place"),
    "chair": gettext_lazy("Who chairs it"),
    "invitees": gettext_lazy("Who is invited"),
    "supporters": gettext_lazy("Who supports the victim"),
    "needs": gettext_lazy("What the victim needs there"),
    "came_besides": gettext_lazy("Who else came"),
    "agreed": gettext_lazy("What else was agreed"),
    "changed_because": gettext_lazy("Why the arrangement was last changed"),
    "cancelled_because": gettext_lazy("Why it was cancelled"),
}
MEETING_HISTORY_LABELS = {
    "status": gettext_lazy("How far it has come"),
    "mode": gettext_lazy("How it is held"),
    "meets_at": gettext_lazy("When"),
}


@dataclass(frozen=True)
class MeetingPage:
    """A meeting as its page shows it. facts: [(question, answer)]."""

    facts: list[tuple[str | Promise, str]]
    agreed: list[AgreedActionRow]
    history: list[HistoryEntry]
    cannot_be_read: bool


def meetings_of_victim(record: VictimRecord, scope: Scope) -> list[Meeting]:
    """The meetings with a victim, newest offer first."""
    rows = Meeting.objects.for_scope(scope).filter(record=record)
    return list(rows.order_by("-offered_on", "-id"))


def open_agreed_actions(
    meetings: list[Meeting], record: VictimRecord, scope: Scope, capacities: frozenset[str]
) -> list[AgreedActionRow]:
    """The open agreed actions of these meetings; none where they cannot be decrypted."""
    try:
        agreed = agreed_actions_of_meetings(meetings, record, scope, capacities)
    except keys.VictimKeyUnavailable:
        return []
    return [each for each in agreed if each.done_on is None]


def meeting_page(meeting: Meeting, scope: Scope, capacities: frozenset[str]) -> MeetingPage:
    """The page of a meeting, which the guard has found."""
    try:
        words = decrypted_meeting_words(meeting)
        agreed = agreed_actions_of_meetings([meeting], meeting.record, scope, capacities)
    except keys.VictimKeyUnavailable:
        return MeetingPage(
            list(_plain_meeting_facts(meeting)), [], _meeting_history(meeting), cannot_be_read=True
        )
    sealed = [
        (label, words[name]) for name, label in MEETING_WORD_LABELS.items() if words.get(name)
    ]
    return MeetingPage(
        [*_plain_meeting_facts(meeting), *sealed],
        agreed,
        _meeting_history(meeting),
        cannot_be_read=False,
    )


def decrypted_meeting_words(meeting: Meeting) -> dict[str, str]:
    """{name of a word: text}. Raises keys.VictimKeyUnavailable."""
    return _decrypted_words(meeting, meeting.said)


def _decrypted_words(meeting: Meeting, said: bytes | memoryview) -> dict[str, str]:
    """said: those of the meeting, or of a row of its history."""
    return encryption.decrypt_words(said, victim=meeting.record_id, bound_to=meeting.sealed_as)


def meeting_words_or_empty(meeting: Meeting) -> dict[str, str]:
    """
    Its decrypted words as initial values of a form; {} where they cannot be decrypted. Not why it
    was last changed: each change has a reason of its own.
    """
    try:
        words = decrypted_meeting_words(meeting)
    except keys.VictimKeyUnavailable:
        return {}
    return {name: text for name, text in words.items() if name != "changed_because"}


def _plain_meeting_facts(meeting: Meeting) -> Iterator[tuple[str, str]]:
    yield _("What it is for"), meeting.get_purpose_display()
    yield _("How it was offered"), meeting.get_offered_how_display()
    yield _("Offered on"), format_day(meeting.offered_on)
    if meeting.answered_on:
        yield _("Answered on"), format_day(meeting.answered_on)
    if meeting.meets_at:
        yield _("How it is held"), meeting.get_mode_display()
        yield _("When"), format_moment(meeting.meets_at)
        yield _("Planned length"), _("%(n)s minutes") % {"n": meeting.planned_minutes}
    if meeting.lasted_minutes:
        yield _("How long it lasted"), _("%(n)s minutes") % {"n": meeting.lasted_minutes}
    if meeting.came:
        yield _("Who came"), ", ".join(str(MeetingAttendee(each).label) for each in meeting.came)


def _meeting_history(meeting: Meeting) -> list[HistoryEntry]:
    """Each change, with why an arrangement was another, as far as the victim's key opens it."""
    reasons = _reasons_of_changes(meeting)
    return history_entries(
        meeting.history.all(), MEETING_HISTORY_LABELS, victim_verb_label, every_reason=True,
        reason_of=lambda record: reasons.get(record.history_id, ""),
    )  # fmt: skip


def _reasons_of_changes(meeting: Meeting) -> dict[int, str]:
    """
    {row of history: why the arrangement was another from then on}.

    The words of each later row keep the reason of the last change, so a row that changed nothing
    of the arrangement has none of its own.
    """
    reasons: dict[int, str] = {}
    before: tuple[object, ...] = ()
    for row in meeting.history.order_by("history_date", "history_id"):
        try:
            words = _decrypted_words(meeting, row.said)
        except keys.VictimKeyUnavailable:
            return reasons
        now = (words, row.mode, row.meets_at, row.planned_minutes)
        if row.history_change_reason == "arrange_meeting" and now != before:
            reasons[row.history_id] = words.get("changed_because", "")
        before = now
    return reasons
