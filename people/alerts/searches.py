"""
One search for each rule: what it finds among the entries of one person (people/alerts/rules.toml).

A search yields what it finds at any moment of the entries that it gets; people/alerts/actions/
makes one alert of each key, however often it is found.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.timezone import localdate

from people.access.audit_log import NOT_FOUND
from people.alerts.entries import (
    Person,
    SeenEntry,
    address_range,
    entries_of_verbs,
    entries_on_cases,
    is_first_of_person,
    ranges_seen,
    worked_at,
    worked_at_by_others,
)
from people.alerts.found import LONDON, Found, Search, london_day, london_month, london_week
from people.alerts.rules import Rule
from people.alerts.searches_by_work import (
    copies_without_work,
    reveal_without_part,
    reveals_without_contact,
    reveals_without_work,
)

SATURDAY = 5
NIGHT = (22, 6)  # from, until, as hours of London
OUT_OF_HOURS = (19, 7)
CHANGES_OF_ACCESS = frozenset({
    "propose_access", "approve_access", "carry_out_access", "confirm_emergency", "undo_emergency",
    "take_capacity_back", "end_naming", "add_person", "change_address",
    "deactivate_person", "reactivate_person", "reset_second_factor", "link_sign_in",
    "unlink_sign_ins", "send_set_up_link", "join_accounts", "part_accounts", "add_system",
    "add_directory", "renew_secret", "set_public_keys", "change_unit", "merge_unit", "set_route",
    "set_areas", "move_unit",
})  # fmt: skip
# Of two entries of one change, the one that is not counted; what gives nobody access; and pages.
NO_CHANGES_OF_ACCESS = frozenset({
    "give_capacity", "refuse_access", "withdraw_access", "see_access_proposal",
    "see_access_proposals", "add_agency", "change_agency", "merge_agency", "add_unit",
    "change_person", "see_accounts", "see_namings", "read_audit_log", "see_description",
    "sign_person_out", "see_directories", "put_directory_person_aside",
})  # fmt: skip
APPROVALS_OF_ACCESS = frozenset({"approve_access", "confirm_emergency"})
TAKING_AWAY = frozenset({"fetch_export", "make_log_extract"})
# In vain without a row. Who declares a conflict by a URN is told of none: each counts.
SEARCHES_FOR_ONE = frozenset({
    "find_case", "find_victim", "declare_unseen_conflict", "ask_to_be_let_in",
})  # fmt: skip


def bulk_reading(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    return _more_within(person, rule, lambda each: each.is_read and str(each.case_id))


def enumeration(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    return _more_within(person, rule, _asked_in_vain)


def reveals(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    return _more_within(person, rule, lambda each: each.is_reveal and ",".join(each.ids))


def bulk_exports(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    return _more_within(person, rule, _file_taken_away)


def no_part(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    own = {each.case_id for each in person.entries if each.is_named or each.is_work}
    return _more_within(
        person, rule,
        lambda each: each.is_without_role and each.case_id not in own and str(each.case_id),
    )  # fmt: skip


def no_part_again(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    new = _cases_without_role(person, since)
    if not new:
        return
    until = max(each[-1].at for each in new.values())
    known = entries_on_cases(person.accounts, new, since=until - rule.window, until=until)
    for case, entries in known.items():
        if any(each.is_named or each.is_work for each in entries):
            continue
        read = [each for each in entries if each.is_read and each.at <= new[case][-1].at]
        days = {localdate(each.at) for each in read}
        if len(days) > rule.most:
            yield Found(f"{case} {london_month(read[-1])}", read, len(days))


def return_after_leaving(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    new = _cases_without_role(person, since)
    if not new:
        return
    until = max(each[-1].at for each in new.values())
    known = entries_on_cases(person.accounts, new, since=None, until=until)
    for case, entries in new.items():
        roles = [each for each in known.get(case, []) if each.is_named and each.at < entries[0].at]
        if roles and entries[0].at - roles[-1].at > rule.window:
            # By week: an innocent look back does not hide a later one.
            yield Found(f"{case} {london_week(entries[-1])}", entries, 1)


def own_name(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    opened = _new_by_case(person, since, lambda each: each.is_read)
    if opened:
        broken_open = {
            case for case, rows in opened.items() if any(each.is_by_break_glass for each in rows)
        }
        namesakes: set[UUID] = import_string(settings.NAMESAKES)(
            person.names, set(opened), broken_open=broken_open
        )
        for case in sorted(namesakes):
            yield Found(f"{case} {london_month(opened[case][-1])}", opened[case], 1)


def canary(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    records = set(settings.CANARY_RECORDS)
    for each in person.entries:
        opened = each.ids if len(each.ids) == 1 else []  # a list shows it among others
        if each.at > since and (touched := records & {str(each.case_id), *opened}):
            yield Found(f"{min(touched)} {london_day(each)}", [each], 1)


def unheard_break_glass(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    for each in person.entries:
        if each.at > since and each.verb == "open_unheard":
            yield Found(str(each.pk), [each], 1)


def privilege_changes(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    return _more_within(person, rule, lambda each: _is_change_of_access(each) and str(each.pk))


def privilege_changes_of_a_week(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    new = [each for each in person.entries if each.at > since and _is_change_of_access(each)]
    if not new:
        return
    until = new[-1].at
    within = entries_of_verbs(
        person.accounts, CHANGES_OF_ACCESS, since=until - rule.window, until=until
    )
    changes = [each for each in within if _is_change_of_access(each)]
    if len(changes) > rule.most:
        yield Found(london_week(changes[-1]), changes, len(changes))


def privilege_changes_out_of_hours(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    for each in person.entries:
        if each.at > since and _is_change_of_access(each):
            local = each.at.astimezone(LONDON)
            if local.weekday() >= SATURDAY or _is_between(local, OUT_OF_HOURS):
                yield Found(london_day(each), [each], 1)


def approved_where_another_works(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    """
    Access approved at an address that is new for the account, where another changed access shortly
    before: one person may sit at both accounts. Where a whole office has one address, none is new.
    """
    for each in person.entries:
        if each.at <= since or each.verb not in APPROVALS_OF_ACCESS or not each.is_write:
            continue
        if each.address is None or each.system_id is not None:
            continue
        begins = each.at - rule.window
        others = worked_at_by_others(
            each.address, person.accounts, CHANGES_OF_ACCESS, since=begins, until=each.at
        )
        if others and not worked_at(each.address, person.accounts, before=begins):
            yield Found(london_day(each), [each], 1)


def night_from_a_new_place(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    at_night: dict[str, SeenEntry] = {}
    for each in person.entries:
        local = each.at.astimezone(LONDON)
        if each.system_id is not None or not each.address:
            continue  # the address of a call of a system is the system's
        if each.at > since and _is_between(local, NIGHT):
            at_night.setdefault(address_range(each.address), each)
    for place, each in at_night.items():
        before = each.at - timedelta(hours=12)  # not this night itself
        seen = ranges_seen(person.accounts, since=each.at - rule.window, until=before)
        is_new = not seen and is_first_of_person(person.accounts, before=each.at - rule.window)
        if place not in seen and not is_new:  # for whoever is new, no place is
            yield Found(f"{place} {london_month(each)}", [each], 1)


SEARCHES: dict[str, Search] = {
    "bulk_reading": bulk_reading,
    "bulk_reading_of_a_day": bulk_reading,
    "enumeration": enumeration,
    "enumeration_of_a_day": enumeration,
    "reveals": reveals,
    "reveals_without_work": reveals_without_work,
    "reveals_without_work_of_a_week": reveals_without_work,
    "reveals_without_contact": reveals_without_contact,
    "reveal_without_part": reveal_without_part,
    "copies_without_work": copies_without_work,
    "bulk_exports": bulk_exports,
    "no_part": no_part,
    "no_part_again": no_part_again,
    "return_after_leaving": return_after_leaving,
    "own_name": own_name,
    "canary": canary,
    "unheard_break_glass": unheard_break_glass,
    "privilege_changes": privilege_changes,
    "privilege_changes_of_a_week": privilege_changes_of_a_week,
    "privilege_changes_out_of_hours": privilege_changes_out_of_hours,
    "approved_where_another_works": approved_where_another_works,
    "night_from_a_new_place": night_from_a_new_place,
}


def _more_within(
    person: Person, rule: Rule, thing: Callable[[SeenEntry], str | bool]
) -> Iterator[Found]:
    """The first time on each day that more than `most` things lie within the rule's window."""
    window: deque[tuple[SeenEntry, str]] = deque()
    things: Counter[str] = Counter()
    days = set()
    for each in person.entries:
        name = thing(each)
        if not name:
            continue
        window.append((each, str(name)))
        things[str(name)] += 1
        while window[0][0].at <= each.at - rule.window:
            _gone, old = window.popleft()
            things[old] -= 1
            things += Counter()  # drops what is no longer there
        if len(things) > rule.most and (day := london_day(each)) not in days:
            days.add(day)
            yield Found(day, [entry for entry, _name in window], len(things))


def _asked_in_vain(each: SeenEntry) -> str:
    """What was asked for and not found; "" if something was."""
    is_search_in_vain = each.verb in SEARCHES_FOR_ONE and each.sought and not each.ids
    if each.refused != NOT_FOUND and not is_search_in_vain:
        return ""
    return each.sought or ",".join(each.ids) or each.verb


def _file_taken_away(each: SeenEntry) -> str:
    """The file that was taken away, apart from those of a case; the same file twice is one."""
    if not each.is_handed_out or each.verb not in TAKING_AWAY:
        return ""
    return ",".join(each.ids) if each.verb == "fetch_export" else str(each.pk)


def _cases_without_role(person: Person, since: datetime) -> dict[UUID, list[SeenEntry]]:
    return _new_by_case(person, since, lambda each: each.is_without_role)


def _new_by_case(
    person: Person, since: datetime, is_one: Callable[[SeenEntry], bool]
) -> dict[UUID, list[SeenEntry]]:
    """{case: the new entries of this kind on it}, in order."""
    found: dict[UUID, list[SeenEntry]] = {}
    for each in person.entries:
        if each.case_id is not None and each.at > since and is_one(each):
            found.setdefault(each.case_id, []).append(each)
    return found


def _is_change_of_access(each: SeenEntry) -> bool:
    return (each.is_write or each.is_handed_out) and each.verb in CHANGES_OF_ACCESS


def _is_between(local: datetime, hours: tuple[int, int]) -> bool:
    begins, ends = hours
    return local.hour >= begins or local.hour < ends
