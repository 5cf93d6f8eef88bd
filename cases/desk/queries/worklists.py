"""Worklists: one row a suspect, soonest due first; the reader's capacities decide which lists."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from cases.allocation.queries import transfers
from cases.desk.queries import custody_ends, hearings
from cases.desk.queries.worklist_rows import suspect_rows
from cases.models import Case, Suspect
from cases.states import ADVISER_CAPACITIES, OFFICER_CAPACITIES, PROSECUTOR_CAPACITIES, State
from people.access import worklists
from people.access.pagination import PAGE_SIZE
from people.access.scopes import Scope
from people.access.worklists import MAX_COUNTED_ROWS, Cursor, Worklist
from timeliness.queries import unread_count_statement

SUSPECT_COLUMNS = (
    "case", "case__urn", "number", "surname", "given_names", "state", "urgency", "holder_side",
    "also_waits_for", "turn_began_at", "due_at", "police_unit__name", "cps_unit__name",
)  # fmt: skip
NAMED_ROLES_ON_CASES = tuple(
    sorted(OFFICER_CAPACITIES | PROSECUTOR_CAPACITIES | ADVISER_CAPACITIES)
)
OTHERS_DECISION_SQL = (
    f"state IN ('{State.SECOND_READER.value}', '{State.NFA_REVERSAL.value}',"
    f" '{State.CHARGE_REVERSAL.value}', '{State.CHARGE_STOP.value}',"
    f" '{State.DISPOSAL_REVERSAL.value}')"
    " AND NOT %(user)s = ANY (proposed_by)"
)
CONSENT_SQL = "consent_asked_on IS NOT NULL"
CONSENT_ASKED_SQL = "consent_asked_on::timestamp AT TIME ZONE 'Europe/London'"
UNREAD_KEY = "notices"  # not the name of any list
MAX_UNREAD_SHOWN = 20  # more unread notices show as "20+"
OURS_SQL = "(holder_side = %(side)s OR %(side)s = ANY (also_waits_for))"

PageRow = tuple[Any, ...]  # columns of SQL


@dataclass(frozen=True)
class NamedWorklist:
    """One worklist: its name, rows, audience and texts."""

    name: str
    title: str | Promise  # page heading
    tab: str | Promise
    rows: Worklist
    empty: Promise
    for_holders_of: frozenset[str] = frozenset()  # one of these capacities; empty: all readers
    body: str = "cases/worklists/rows.html"  # template of its rows
    printed_rows: Callable[[Scope, list[PageRow]], list[PageRow]] | None = None  # or suspect_rows
    cases_elsewhere: Callable[[Scope], Sequence[Case]] = lambda scope: ()  # beside it on its page


def _worklist_in_states(*states: State, held_as: str = "", or_where: str = "FALSE") -> Worklist:
    """The rows in some states, of units with the capacity `held_as`, or of all visible rows."""
    named = ", ".join(f"'{state.value}'" for state in states)
    where = f"state IN ({named}) OR {or_where}"
    return Worklist(Suspect, SUSPECT_COLUMNS, where=where, held_as=held_as)


WORKLISTS = (
    NamedWorklist(
        "sign-off",
        gettext_lazy("Referrals, requests and closing reports to sign"),
        gettext_lazy("To sign off"),
        _worklist_in_states(
            State.AWAITING_SIGN_OFF, State.ADVICE_SIGN_OFF, State.CLOSING_SIGN_OFF,
            held_as="supervise_cases",
        ),
        gettext_lazy("Nothing is waiting for a supervisor’s sign-off."),
        frozenset({"supervise_cases"}),
    ),
    NamedWorklist(
        "check", gettext_lazy("Referrals and requests to check"), gettext_lazy("To check"),
        _worklist_in_states(State.TRIAGE, State.ADVICE_TRIAGE, held_as="triage_cases"),
        gettext_lazy("Nothing is waiting to be checked."), frozenset({"triage_cases"}),
    ),
    NamedWorklist(
        "early-advice",
        gettext_lazy("Early advice to take on"),
        gettext_lazy("Early advice"),
        _worklist_in_states(
            State.ADVICE_MANAGER, State.ADVICE_ESCALATED, held_as="manage_early_advice",
            or_where=transfers.ADVISER_GONE_SQL,
        ),
        gettext_lazy("No request for early advice is waiting for the manager."),
        frozenset({"manage_early_advice"}),
    ),
    NamedWorklist(
        "allocate",
        gettext_lazy("Ready to allocate"),
        gettext_lazy("Ready to allocate"),
        _worklist_in_states(
            State.READY_TO_ALLOCATE, held_as="allocate_cases", or_where=transfers.UNASSIGNED_SQL
        ),
        gettext_lazy("No case is waiting for a prosecutor."),
        frozenset({"allocate_cases"}),
    ),
    NamedWorklist(
        "transfers", gettext_lazy("Cases offered to your unit"), gettext_lazy("Transfers"),
        transfers.OFFERED_WORKLIST, gettext_lazy("No other unit asks yours to take a case over."),
        frozenset({"allocate_cases"}), body="cases/worklists/transfers.html",
        printed_rows=transfers.transfer_rows, cases_elsewhere=transfers.cases_offered_away,
    ),
    NamedWorklist(
        "escalated", gettext_lazy("Refusals of early advice escalated to you"),
        gettext_lazy("Escalated"),
        _worklist_in_states(State.ADVICE_LEGAL_MANAGER, held_as="allocate_cases"),
        gettext_lazy("No refusal of early advice is escalated to you."),
        frozenset({"allocate_cases"}),
    ),
    NamedWorklist(
        "mine",
        gettext_lazy("Your cases"),
        gettext_lazy("Mine"),
        Worklist(
            Suspect, SUSPECT_COLUMNS, where=OURS_SQL, named_only=True, named_as=NAMED_ROLES_ON_CASES
        ),
        gettext_lazy("None of your cases is waiting for your side."),
        frozenset({"refer_cases", "prosecute_cases"}),
    ),
    NamedWorklist(
        "second-reader", gettext_lazy("Decisions to read and countersign"),
        gettext_lazy("To countersign"),
        Worklist(Suspect, SUSPECT_COLUMNS, where=OTHERS_DECISION_SQL),
        gettext_lazy("No decision is waiting for a second reader."),
        frozenset({"prosecute_cases", "allocate_cases"}),
    ),
    NamedWorklist(
        "charges-to-report", gettext_lazy("Charges to report"), gettext_lazy("Charges to report"),
        _worklist_in_states(State.CHARGE_AUTHORISED, State.CHARGE_QUERIED),
        gettext_lazy("No charge that the CPS authorised is waiting to be reported or corrected."),
        frozenset({"refer_cases", "supervise_cases"}),
    ),
    NamedWorklist(
        "charges-to-compare", gettext_lazy("Charges to compare with the one authorised"),
        gettext_lazy("Charges to compare"), _worklist_in_states(State.CHARGE_DIFFERS),
        gettext_lazy("No charge is waiting to be compared with the one authorised."),
        frozenset({"allocate_cases"}),  # a prosecutor's own are among "mine"
    ),
    NamedWorklist(
        "consents", gettext_lazy("Consents to prosecute asked for and not given yet"),
        gettext_lazy("Consents"),
        Worklist(Suspect, SUSPECT_COLUMNS, listed=CONSENT_SQL, order=CONSENT_ASKED_SQL),
        gettext_lazy("No consent to prosecute is waited for."),
        frozenset({"triage_cases", "prosecute_cases", "allocate_cases"}),
    ),
    NamedWorklist(
        "custody-limits",
        gettext_lazy("Custody time limits"),
        gettext_lazy("Custody time limits"),
        Worklist(
            Suspect, SUSPECT_COLUMNS, is_kept_on=True, listed=custody_ends.LIMITED_SQL,
            order=custody_ends.LIMIT_ENDS_SQL,
        ),
        gettext_lazy("No end of a custody time limit is recorded."),
        custody_ends.LIMIT_CAPACITIES,
        body="cases/worklists/custody_limits.html",
    ),
    NamedWorklist(
        "hearings", gettext_lazy("Hearings and trials to come"), gettext_lazy("Hearings"),
        Worklist(
            Suspect, SUSPECT_COLUMNS, is_kept_on=True, listed=hearings.TO_COME_SQL,
            order=hearings.NEXT_DAY_SQL,
        ),
        gettext_lazy("No hearing or trial to come is recorded."),
        hearings.HEARING_CAPACITIES,
        body="cases/worklists/hearings.html",
        printed_rows=hearings.hearing_rows,
    ),
    NamedWorklist(
        "unit", gettext_lazy("Your unit’s cases"), gettext_lazy("My unit’s"),
        Worklist(Suspect, SUSPECT_COLUMNS, where=OURS_SQL),
        gettext_lazy("Nothing on your unit’s cases is waiting for your side."),
    ),
    NamedWorklist(
        "waiting", gettext_lazy("Waiting for the other side"),
        gettext_lazy("Waiting for the other side"),
        Worklist(Suspect, SUSPECT_COLUMNS, where=f"NOT {OURS_SQL}"),
        gettext_lazy("You are not waiting for the other side."),
    ),
    NamedWorklist(
        "overdue", gettext_lazy("Overdue"), gettext_lazy("Overdue"),
        Worklist(Suspect, SUSPECT_COLUMNS, where="listed_at < %(at)s AND due_at < %(at)s"),
        gettext_lazy("Nothing is overdue."),
    ),
)  # fmt: skip
MY_CASES = next(each for each in WORKLISTS if each.name == "mine")


def worklists_for(scope: Scope) -> list[NamedWorklist]:
    """The worklists offered to a caller, the one to open first at the head."""
    capacities = scope.all_capacities
    offered = [
        each for each in WORKLISTS if not each.for_holders_of or each.for_holders_of & capacities
    ]
    if not scope.units:
        return [MY_CASES, *offered]  # only named roles on cases
    return offered


def worklist_counts(scope: Scope, lists: Iterable[NamedWorklist]) -> tuple[dict[str, str], str]:
    """({name of list: count}, unread notices) as texts, in one query.

    Counts are "12", or "1000+" over a thousand; no unread notices are "".
    """
    rows = {each.name: each.rows for each in lists}
    beside = {
        UNREAD_KEY: unread_count_statement(scope.user_id, at=scope.at, cap=MAX_UNREAD_SHOWN + 1)
    }
    found = worklists.count_worklists(scope, rows, most=MAX_COUNTED_ROWS + 1, beside=beside)
    notices = found.pop(UNREAD_KEY)
    return (
        {
            name: f"{MAX_COUNTED_ROWS}+" if n > MAX_COUNTED_ROWS else str(n)
            for name, n in found.items()
        },
        f"{MAX_UNREAD_SHOWN}+" if notices > MAX_UNREAD_SHOWN else str(notices or ""),
    )


def work_elsewhere(scope: Scope) -> list[tuple[str, str]]:
    """[(URL, label)] of work that does not belong to a suspect, from other apps."""
    return [each for path in settings.WORK_ELSEWHERE for each in import_string(path)(scope)]


# Pages of a list


@dataclass(frozen=True)
class WorklistPage:
    """The rows of a page, as printed and as read, and the cursor of the next page."""

    rows: list[PageRow]
    found: list[PageRow]  # (id, the list's columns, its time in the list)
    following: str
    cases_elsewhere: Sequence[Case]

    @property
    def ids(self) -> list[UUID]:
        return [row[0] for row in self.found]


def worklist_page(
    chosen: NamedWorklist, scope: Scope, *, after: Cursor, **asked: Any
) -> WorklistPage:
    """A page of a worklist, as tuples in the order of the template's loop. Two queries."""
    shown, following = chosen.rows.next_page(scope, after=after, size=PAGE_SIZE, **asked)
    return WorklistPage(
        rows=(chosen.printed_rows or suspect_rows)(scope, shown), found=shown,
        following=following,
        cases_elsewhere=chosen.cases_elsewhere(scope),
    )  # fmt: skip
