"""The worklists: one row a suspect, soonest due first, in lists by what a person holds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, CaseGrant, Suspect
from cases.queries import custody_ends, transfers
from cases.states import ADVISER, ASKED, OFFICER, PROSECUTORS, State, is_told, label, next_step
from cases.words import ALSO, urgent
from people import worklists
from people.access import Scope
from people.models import Side
from people.worklists import MANY, PAGE_SIZE, Cursor, Worklist
from timeliness.queries import unread
from timeliness.words import due_by, is_hour, waiting_since

COLUMNS = (
    "case", "case__urn", "number", "surname", "given_names", "state", "urgency", "holder_side",
    "also_waits_for", "turn_began_at", "due_at", "police_unit__name", "cps_unit__name",
)  # fmt: skip
PEOPLE_ON_CASES = tuple(sorted(OFFICER | PROSECUTORS | ADVISER))
OTHERS_DECISION = f"state = '{State.SECOND_READER.value}' AND NOT %(user)s = ANY (proposed_by)"
UNREAD = "notices"  # what no list is called
FEW = 20  # unread notices that are counted out
OURS = "(holder_side = %(side)s OR %(side)s = ANY (also_waits_for))"


@dataclass(frozen=True)
class List:
    """One of the lists: what it is called, which rows it has, whose it is, and when it is empty."""

    name: str
    title: Promise  # the heading of its page
    tab: Promise
    rows: Worklist
    empty: Promise
    for_holders_of: frozenset = frozenset()  # of any of these capacities; nobody's: everybody's
    body: str = "cases/worklists/rows.html"  # how its rows are printed
    tell: Callable | None = None  # how they are told, where they are not suspects
    beside: Callable = lambda scope: ()  # what else its page lists, of those who wait elsewhere


def _in_state(*states: State, held_as: str = "", or_where: str = "FALSE") -> Worklist:
    """The rows in some states, of units held in a capacity; without one, of all one may read."""
    named = ", ".join(f"'{state.value}'" for state in states)
    where = f"state IN ({named}) OR {or_where}"
    return Worklist(Suspect, COLUMNS, where=where, held_as=held_as)


LISTS = (
    List(
        "sign-off", gettext_lazy("Referrals and requests to sign off"), gettext_lazy("To sign off"),
        _in_state(State.AWAITING_SIGN_OFF, State.ADVICE_SIGN_OFF, held_as="supervise_cases"),
        gettext_lazy("Nothing is waiting for a supervisor’s sign-off."),
        frozenset({"supervise_cases"}),
    ),
    List(
        "check", gettext_lazy("Referrals and requests to check"), gettext_lazy("To check"),
        _in_state(State.TRIAGE, State.ADVICE_TRIAGE, held_as="triage_cases"),
        gettext_lazy("Nothing is waiting to be checked."),
        frozenset({"triage_cases"}),
    ),
    List(
        "early-advice", gettext_lazy("Early advice to take on"), gettext_lazy("Early advice"),
        _in_state(
            State.ADVICE_MANAGER,
            State.ADVICE_ESCALATED,
            held_as="manage_early_advice",
            or_where=transfers.ADVISER_GONE,
        ),
        gettext_lazy("No request for early advice is waiting for the manager."),
        frozenset({"manage_early_advice"}),
    ),
    List(
        "allocate", gettext_lazy("Ready to allocate"), gettext_lazy("Ready to allocate"),
        _in_state(State.READY_TO_ALLOCATE, held_as="allocate_cases", or_where=transfers.UNASSIGNED),
        gettext_lazy("No case is waiting for a prosecutor."),
        frozenset({"allocate_cases"}),
    ),
    List(
        "transfers", gettext_lazy("Cases offered to your unit"), gettext_lazy("Transfers"),
        transfers.OFFERED,
        gettext_lazy("No other unit asks yours to take a case over."),
        frozenset({"allocate_cases"}),
        body="cases/worklists/transfers.html",
        tell=transfers.told,
        beside=transfers.offered_away,
    ),
    List(
        "escalated", gettext_lazy("Refusals of early advice escalated to you"),
        gettext_lazy("Escalated"),
        _in_state(State.ADVICE_LEGAL_MANAGER, held_as="allocate_cases"),
        gettext_lazy("No refusal of early advice is escalated to you."),
        frozenset({"allocate_cases"}),
    ),
    List(
        "mine", gettext_lazy("Your cases"), gettext_lazy("Mine"),
        Worklist(Suspect, COLUMNS, where=OURS, named_only=True, named_as=PEOPLE_ON_CASES),
        gettext_lazy("None of your cases is waiting for your side."),
        frozenset({"refer_cases", "prosecute_cases"}),
    ),
    List(
        "second-reader", gettext_lazy("Decisions to read and countersign"),
        gettext_lazy("To countersign"),
        Worklist(Suspect, COLUMNS, where=OTHERS_DECISION),
        gettext_lazy("No decision is waiting for a second reader."),
        frozenset({"prosecute_cases", "allocate_cases"}),
    ),
    List(
        "charges-to-report", gettext_lazy("Charges to report"), gettext_lazy("Charges to report"),
        _in_state(State.CHARGE_AUTHORISED, State.CHARGE_QUERIED),
        gettext_lazy("No charge that the CPS authorised is waiting to be reported or "
                     "corrected."),
        frozenset({"refer_cases", "supervise_cases"}),
    ),
    List(
        "charges-to-compare", gettext_lazy("Charges to compare with the one authorised"),
        gettext_lazy("Charges to compare"),
        _in_state(State.CHARGE_DIFFERS),
        gettext_lazy("No charge is waiting to be compared with the one authorised."),
        frozenset({"prosecute_cases", "allocate_cases"}),
    ),
    List(
        "custody-limits", gettext_lazy("Custody time limits"), gettext_lazy("Custody time limits"),
        Worklist(Suspect, COLUMNS, listed=custody_ends.LIMITED, order=custody_ends.LIMIT_ENDS),
        gettext_lazy("No end of a custody time limit is recorded."),
        custody_ends.KEEP_LIMITS,
        body="cases/worklists/custody_limits.html",
    ),
    List(
        "unit", gettext_lazy("Your unit’s cases"), gettext_lazy("My unit’s"),
        Worklist(Suspect, COLUMNS, where=OURS),
        gettext_lazy("Nothing on your unit’s cases is waiting for your side."),
    ),
    List(
        "waiting", gettext_lazy("Waiting for the other side"),
        gettext_lazy("Waiting for the other side"),
        Worklist(Suspect, COLUMNS, where=f"NOT {OURS}"),
        gettext_lazy("You are not waiting for the other side."),
    ),
    List(
        "overdue", gettext_lazy("Overdue"), gettext_lazy("Overdue"),
        Worklist(Suspect, COLUMNS, where="listed_at < %(at)s AND due_at < %(at)s"),
        gettext_lazy("Nothing is overdue."),
    ),
)  # fmt: skip
MINE = next(each for each in LISTS if each.name == "mine")


def lists_for(scope: Scope) -> list[List]:
    """The lists a person is offered, the one to open first at the head."""
    held = scope.everything
    offered = [each for each in LISTS if not each.for_holders_of or each.for_holders_of & held]
    if not scope.units:
        return [MINE, *offered]  # named on a case by somebody, and no more than that
    return offered


def counted(scope: Scope, lists: Iterable[List]) -> tuple[dict[str, str], str]:
    """
    ({name: how many} for lists, how many notices are unread), in one statement.

    In words: "12", or "1000+" beyond a thousand; of notices, none is "".
    """
    rows = {each.name: each.rows for each in lists}
    beside = {UNREAD: unread(scope.user_id, at=scope.at, cap=FEW + 1)}
    found = worklists.counts(scope, rows, most=MANY + 1, beside=beside)
    notices = found.pop(UNREAD)
    return (
        {name: f"{MANY}+" if n > MANY else str(n) for name, n in found.items()},
        f"{FEW}+" if notices > FEW else str(notices or ""),
    )


def elsewhere(scope: Scope) -> list[tuple[str, str]]:
    """[(address, words)] of work that is no suspect's: what other apps say waits for somebody."""
    return [each for path in settings.WORK_ELSEWHERE for each in import_string(path)(scope)]


# One page of one list


@dataclass(frozen=True)
class Page:
    """The rows of a page as the template prints them and as they are, and the next's cursor."""

    rows: list
    found: list  # (id, the list's columns, when it is listed)
    following: str
    beside: list

    @property
    def ids(self) -> list[UUID]:
        return [row[0] for row in self.found]


def page(chosen: List, scope: Scope, *, after: Cursor, **asked: Any) -> Page:
    """A page of a list, as tuples in the order of the template's loop. Two queries."""
    found = chosen.rows.page(scope, after=after, size=PAGE_SIZE + 1, **asked)
    shown = found[:PAGE_SIZE]
    return Page(
        rows=(chosen.tell or _suspects)(scope, shown),
        found=shown,
        following=Cursor.after(shown) if len(found) > PAGE_SIZE else "",
        beside=chosen.beside(scope),
    )


def _suspects(scope: Scope, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows of a list of suspects as its template prints them."""
    known = _cases(scope, {row[1] for row in rows})
    return [_row(scope, known, *row) for row in rows]


def _cases(scope: Scope, ids: set[UUID]) -> dict[UUID, tuple[Any, ...]]:
    """
    {case: (how many suspects the person may know of, held in what capacities, about which suspects
    the person wrote a decision that waits for another reader, when custody ends)}. One query.
    """
    live = Q(expires_at=None) | Q(expires_at__gt=scope.at)
    named = CaseGrant.objects.filter(live, content_object=OuterRef("pk"), user=scope.user_id)
    told = Q(suspects__only_side__in=["", scope.side])
    wrote = Suspect.objects.for_scope(scope).filter(
        case=OuterRef("pk"), proposed_by__overlap=sorted(scope.accounts)
    )
    cases = Case.objects.for_scope(scope).filter(pk__in=ids).annotate(
        of=Count("suspects", filter=told),
        named=ArraySubquery(named.values("permission__codename")),
        wrote_about=ArraySubquery(wrote.values("pk")),
        custody=custody_ends.recorded(scope),
    )  # fmt: skip
    return {
        case.pk: (
            case.of, scope.on_unit_of(case, case.named) | set(case.named), case.wrote_about,
            {each["pk"]: custody_ends.in_words(each, at=scope.at) for each in case.custody},
        ) for case in cases
    }  # fmt: skip


def _row(
    scope: Scope, known: Mapping[UUID, tuple[Any, ...]], pk: UUID, case: UUID, urn: str,
    number: int, surname: str, given_names: str, state: str, urgency: str, side: str,
    also: list[str], since: datetime | None, due_at: datetime | None, police: str, cps: str | None,
    listed_at: datetime,
) -> tuple[Any, ...]:  # fmt: skip
    of, held, wrote_about, ends = known[case]
    holders: dict[str, str | None] = {Side.POLICE: police, Side.CPS: cps}
    holder = holders.get(side, _("No one’s"))
    if ASKED[state] & held and pk not in wrote_about:
        holder = _("You")
    since = since if is_told(state, scope.side) else None
    text, tone = due_by(due_at, at=scope.at)
    if due_at is None and since and side:  # said once, where the date would be
        text, since = waiting_since(since, at=scope.at), None
    name = ", ".join(filter(None, [surname, given_names]))
    steps = _steps(scope.side, state, side, also)
    said = name, urgent(urgency, state, scope.side), *steps, label(state, scope.side)
    due = text, tone, due_at, is_hour(due_at)
    return case, number, of, urn, *said, holder, since, *due, ends.get(str(pk), "")


def _steps(
    reader: str | None, state: str, holder: str, also: list[str]
) -> tuple[str | Promise, list[str | Promise]]:
    """(the next step, what is owed beside it): what the reader's side owes comes first."""
    owed: list[tuple[str, str | Promise]] = [(side, ALSO[side]) for side in also]
    if holder:
        owed.insert(0, (holder, next_step(state, reader)))
    owed.sort(key=lambda each: each[0] != reader)
    if not owed:  # the road has ended
        return next_step(state, reader), []
    first, *rest = [words for _side, words in owed]
    return first, rest
