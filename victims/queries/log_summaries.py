"""An answer of the audit log in sentences: who, how often, whether by right, who was refused."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import AuditEntry
from victims.queries.log_events import REQUESTED, deed_of, is_opened_or_changed
from victims.queries.log_rights import Right, right_of


def summary_of_subject(entries: Sequence[AuditEntry], reveals: tuple[int, int]) -> list[str]:
    """
    The summary of all entries about a case or a record. reveals: how often, and to how many people.

    What this service did itself counts neither as a person's nor as without a right.
    """
    by_people = [entry for entry in entries if entry.user_id is not None]
    done = [entry for entry in by_people if is_opened_or_changed(entry)]
    asked = [entry for entry in by_people if deed_of(entry) == REQUESTED and not entry.refused]
    said = [_done_text(done), *_rights_text(done), *_reveals_text(*reveals)]
    if people := _people(asked):
        text = ngettext(
            "%(n)s person asked to be let in.", "%(n)s people asked to be let in.", people
        )
        said.append(text % {"n": people})
    refused = _people(entry for entry in by_people if entry.refused)
    text = ngettext("%(n)s person was refused.", "%(n)s people were refused.", refused)
    said.append(text % {"n": refused} if refused else _("Nobody was refused."))
    if itself := len(entries) - len(by_people):
        text = ngettext(
            "This service itself did something once.",
            "This service itself did something %(n)s times.",
            itself,
        )
        said.append(text % {"n": itself})
    return said


def summary_of_person(entries: Sequence[AuditEntry], reveals: tuple[int, int]) -> list[str]:
    """The summary of all entries of one person."""
    done = [entry for entry in entries if is_opened_or_changed(entry)]
    text = ngettext(
        "This person opened or changed something once, on %(cases)s.",
        "This person opened or changed something %(n)s times, on %(cases)s.",
        len(done),
    )
    cases = len({entry.case_id for entry in done if entry.case_id})
    on = ngettext("%(n)s case", "%(n)s cases", cases) % {"n": cases}
    refused = sum(bool(entry.refused) for entry in entries)
    no = ngettext("%(n)s request was refused.", "%(n)s requests were refused.", refused)
    opened = text % {"n": len(done), "cases": on} if done else _("This person opened nothing.")
    return [opened, *_reveals_text(*reveals), no % {"n": refused}]


def _done_text(done: Sequence[AuditEntry]) -> str:
    people, times = _people(done), len(done)
    if not done:
        return _("Nobody opened or changed it in these days.")
    text = ngettext(
        "%(people)s person opened or changed it, %(times)s.",
        "%(people)s people opened or changed it, %(times)s.",
        people,
    )
    return text % {"people": people, "times": times_text(times)}


def _rights_text(done: Sequence[AuditEntry]) -> Iterator[str]:
    without = sum(right_of(entry) == Right.OWN for entry in done)
    if without:
        text = ngettext(
            "Once no right is in the log.", "%(n)s times no right is in the log.", without
        )
        yield text % {"n": without}
    elif done:
        yield _("Everyone who opened it had a right to.")


def _reveals_text(times: int, people: int) -> Iterator[str]:
    if times:
        to = ngettext("%(n)s person", "%(n)s people", people) % {"n": people}
        said = {"times": times_text(times), "people": to}
        yield _("Name and address were shown: %(times)s, to %(people)s.") % said


def times_text(n: int) -> str:
    """ "once", or "5 times"."""
    return ngettext("once", "%(n)s times", n) % {"n": n}


def _people(entries: Iterable[AuditEntry]) -> int:
    return len({entry.user_id for entry in entries})
