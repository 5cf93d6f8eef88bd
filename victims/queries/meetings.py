"""The meetings with a victim, and one of them with its words opened."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.deadlines import in_words
from people.access import Scope
from people.histories import Change, changes
from people.moments import in_full
from victims import keys, sealing
from victims.models import Came, Meeting, VictimRecord
from victims.queries.meetings_agreed import ToDo, at_meetings
from victims.words import said

QUESTIONS = {
    "declined_because": gettext_lazy("Why it was declined"),
    "place": gettext_lazy("Place"),
    "chair": gettext_lazy("Who chairs it"),
    "invitees": gettext_lazy("Who is invited"),
    "supporters": gettext_lazy("Who supports the victim"),
    "needs": gettext_lazy("What the victim needs there"),
    "came_besides": gettext_lazy("Who else came"),
    "agreed": gettext_lazy("What else was agreed"),
    "cancelled_because": gettext_lazy("Why it was cancelled"),
}
HISTORY = {
    "status": gettext_lazy("How far it has come"),
    "mode": gettext_lazy("How it is held"),
    "meets_at": gettext_lazy("When"),
}


@dataclass(frozen=True)
class Page:
    """A meeting as its page shows it; facts is [(question, answer)]."""

    facts: list
    agreed: list[ToDo]
    history: list
    cannot_be_read: bool


def of_record(record: VictimRecord, scope: Scope) -> list[Meeting]:
    """The meetings with a victim, the newest offer first."""
    rows = Meeting.objects.for_scope(scope).filter(record=record)
    return list(rows.order_by("-offered_on", "-id"))


def to_do(
    meetings: list[Meeting], record: VictimRecord, scope: Scope, capacities: frozenset[str]
) -> list[ToDo]:
    """What was agreed at these meetings and is not done yet; none where it cannot be opened."""
    try:
        agreed = at_meetings(meetings, record, scope, capacities)
    except keys.NoKey:
        return []
    return [each for each in agreed if each.done_on is None]


def page(meeting: Meeting, scope: Scope, capacities: frozenset[str]) -> Page:
    """What is known of a meeting that the door has let the reader see."""
    try:
        words = words_of(meeting)
        agreed = at_meetings([meeting], meeting.record, scope, capacities)
    except keys.NoKey:
        return Page(list(_plain(meeting)), [], _history(meeting), cannot_be_read=True)
    sealed = [(label, words[name]) for name, label in QUESTIONS.items() if words.get(name)]
    return Page([*_plain(meeting), *sealed], agreed, _history(meeting), cannot_be_read=False)


def words_of(meeting: Meeting) -> dict[str, str]:
    """{one of its words: text}; raises keys.NoKey where her key does not open them any more."""
    return sealing.opened_words(meeting.said, of=meeting.record_id, what=meeting.sealed_as)


def words_or_none(meeting: Meeting) -> dict[str, str]:
    """Its words for a form to start with; none where they cannot be opened."""
    try:
        return words_of(meeting)
    except keys.NoKey:
        return {}


def _plain(meeting: Meeting) -> Iterator[tuple[str, str]]:
    yield _("What it is for"), meeting.get_purpose_display()
    yield _("How it was offered"), meeting.get_offered_how_display()
    yield _("Offered on"), in_words(meeting.offered_on)
    if meeting.answered_on:
        yield _("Answered on"), in_words(meeting.answered_on)
    if meeting.meets_at:
        yield _("How it is held"), meeting.get_mode_display()
        yield _("When"), in_full(meeting.meets_at)
        yield _("Planned length"), _("%(n)s minutes") % {"n": meeting.planned_minutes}
    if meeting.lasted_minutes:
        yield _("How long it lasted"), _("%(n)s minutes") % {"n": meeting.lasted_minutes}
    if meeting.came:
        yield _("Who came"), ", ".join(str(Came(each).label) for each in meeting.came)


def _history(meeting: Meeting) -> list[Change]:
    rows = meeting.history.all()
    return changes(rows, HISTORY, said)
