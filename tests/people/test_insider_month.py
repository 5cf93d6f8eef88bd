"""
Of twenty misuses in a month of ordinary work at least eighteen are found, each by a rule for its
kind; at most one false alert comes to a leader on any day.

Whoever wrote the rules wrote one month (tests/support/people/month_of_work.py). Three people who
had not read them wrote the others: month_elsewhere.py, after which rules were added;
third_month.py, after which three more were; and fourth_month.py, which changed nothing.
"""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace
from uuid import uuid4

import pytest

from cases.models import Suspect, Victim
from people.access import grants
from people.access.audit_log import keyed_hash
from people.alerts.actions.find import find_misuse
from people.models import Agency, AuditEntry, InsiderAlert, Side, Unit, User
from tests.support.module_fixtures import module_fixture
from tests.support.people import fourth_month, month_elsewhere, third_month
from tests.support.people import twenty_misuses as misuses
from tests.support.people.cast import make_case, make_unit
from tests.support.people.month_of_work import (
    CASES,
    DAYS,
    OFFICERS,
    OFFICES,
    OTHERS,
    PROSECUTORS,
    REMOTE,
    ordinary_month,
    unit_of,
)
from victims import encryption
from victims.models import VictimIdentity, VictimRecord

pytestmark = pytest.mark.django_db
RULES_OF_KIND = {
    "bulk reading": {"bulk_reading", "bulk_reading_of_a_day", "copies_without_work"},
    "enumeration": {"enumeration", "enumeration_of_a_day"},
    "reveals": {
        "reveals",
        "reveals_without_work",
        "reveals_without_work_of_a_week",
        "reveals_without_contact",
        "reveal_without_part",
    },
    "no part in it": {"no_part", "no_part_again", "reveal_without_part"},
    "return after leaving": {"return_after_leaving"},
    "own name": {"own_name"},
    "canary": {"canary"},
    "privilege changes": {
        "privilege_changes",
        "privilege_changes_of_a_week",
        "privilege_changes_out_of_hours",
        "approved_where_another_works",
    },
    "night from a new place": {"night_from_a_new_place"},
}
TWENTY, AT_LEAST_FOUND, MOST_FALSE_A_DAY = 20, 18, 1
LOOKS = [timedelta(hours=hour) for hour in (0, 11, 15, 24)]  # of a day, when it is looked
BEFORE = DAYS[0] - timedelta(days=20)


@module_fixture
def world():
    """The units, people and cases of the month; the cases with a name or a role of their own."""
    units = {
        "police": make_unit("POLICE"), "cps": make_unit("CPS"),
        "office": Unit.objects.create(
            agency=Agency.objects.create(name="Oversight", side=Side.OVERSIGHT), name="Office"
        ),
    }  # fmt: skip
    people = {}
    for who in [*OFFICERS, *PROSECUTORS, *OTHERS]:
        unit, capacity = unit_of(who)
        user = User.objects.create(
            name=f"Pat {who}", email=f"{who.lower()}@example.org", agency=units[unit].agency
        )
        grants.grant_capacity(capacity, to=user, on=units[unit], by=user, at=BEFORE)
        people[who] = user
    cases = [make_case(units["police"], units["cps"], by=people["Nolan"]) for _ in range(CASES + 5)]
    Suspect.objects.unscoped("test").filter(case=cases[misuses.SAME_NAME]).update(surname="Doyle")
    victims = {n: add_victim(case, people["Nolan"]) for n, case in enumerate(cases)}
    name_victim(victims[misuses.SAME_ADDRESS_NAME], "Irving")
    return SimpleNamespace(people=people, cases=cases, victims=victims, units=units)


def add_victim(case, by):
    row = Victim.objects.unscoped("test").create(case=case, number=1, added_by=by, added_at=BEFORE)
    return VictimRecord.objects.unscoped("test").get(pk=row.pk)


def name_victim(record, surname):
    VictimIdentity.objects.unscoped("test").create(
        case_id=record.case_id, record=record, version=1,
        words_index=encryption.blind_word_indexes(surname),
    )  # fmt: skip


def write_to_log(world, entries):
    """Write entries of the month to the audit log; returns their ids in the same order."""
    rows = [as_row(world, each) for each in entries]
    made = AuditEntry.objects.bulk_create(rows, batch_size=2000)
    return [row.pk for row in made]


def as_row(world, each):
    facts = {"kind": "", "ids": [], "case_id": None, "sought": ""}
    case = world.cases[each.case] if each.case is not None else None
    if each.row in ("case", "found"):
        facts |= {"kind": "cases.Case", "ids": [str(case.pk)], "case_id": case.pk}
        facts |= {"sought": keyed_hash(case.urn)} if each.row == "found" else {}
    elif each.row == "record":
        record = world.victims[each.case]
        facts |= {"kind": "victims.VictimRecord", "ids": [str(record.pk)], "case_id": case.pk}
    elif each.row == "missing":
        key = uuid4()
        facts |= {"kind": "cases.Case", "ids": [str(key)], "case_id": key}
    elif each.row == "list":
        facts |= {"kind": "cases.Case", "ids": [str(each.pk) for each in world.cases[:25]]}
    elif each.refused:
        facts |= {"sought": keyed_hash(str(uuid4()))}
    refused = "" if each.row == "" else each.refused  # the log has a search in vain as no refusal
    return AuditEntry(
        user=world.people[each.who], at=each.at, verb=each.verb, operation=each.operation,
        capacities=sorted(each.capacities), address=each.address, refused=refused, **facts,
    )  # fmt: skip


def earlier_history(world):
    """What the log has of the weeks before: where people worked, and the roles that they had."""
    rows = [
        AuditEntry(
            user=user, at=BEFORE, verb="sign_in", operation="sign-in", address=f"{network[unit]}9"
        )
        for who, user in world.people.items()
        for unit in [unit_of(who)[0]]
        for network in (OFFICES, REMOTE)
    ]  # fmt: skip
    for who, case in (("Fraser", misuses.LEFT_BY_FRASER), ("Lewis", misuses.LEFT_BY_LEWIS)):
        named = "officer_in_case" if who in OFFICERS else "reviewing_prosecutor"
        pk = world.cases[case].pk
        rows.append(AuditEntry(
            user=world.people[who], at=BEFORE, verb="see_case", operation="consultation",
            kind="cases.Case", ids=[str(pk)], case_id=pk, capacities=[named, unit_of(who)[1]],
        ))  # fmt: skip
    AuditEntry.objects.bulk_create(rows)


def run_month(world, month, acts):
    """
    Write a month with its misuses, and look for misuse a few times in each day.

    acts: {misuse: function that adds it to the month}. Returns {misuse: entry ids}.
    """
    earlier_history(world)
    marks = {}
    for misuse, add in acts.items():
        begins = len(month.entries)
        add(month)
        marks[misuse] = range(begins, len(month.entries))
    ids = write_to_log(world, month.entries)
    for day in DAYS:
        for begins, ends in pairwise(LOOKS):
            find_misuse(since=day + begins, at=day + ends)
    return {misuse: {ids[n] for n in which} for misuse, which in marks.items()}


@pytest.mark.parametrize(
    ("ordinary", "acts"),
    [
        (ordinary_month, misuses.MISUSES),
        (month_elsewhere.ordinary_month, month_elsewhere.MISUSES),
        (third_month.ordinary_month, third_month.MISUSES),
        (fourth_month.ordinary_month, fourth_month.MISUSES),
    ],
    ids=["by whoever wrote the rules", "elsewhere", "third", "fourth"],
)
def test_of_twenty_misuses_at_least_eighteen_are_found(ordinary, acts, world, settings, capsys):
    assert len(acts) == TWENTY and {each.kind for each in acts} == set(RULES_OF_KIND)
    settings.CANARY_RECORDS = [
        str(rows[misuses.CANARY].pk) for rows in (world.cases, world.victims)
    ]  # fmt: skip
    marks = run_month(world, ordinary(), acts)
    alerts = list(InsiderAlert.objects.select_related("person"))
    misused = set().union(*marks.values())
    found = {
        each for each, ids in marks.items()
        if any(ids & set(a.entries) and a.rule in RULES_OF_KIND[each.kind] for a in alerts)
    }  # fmt: skip
    false = [alert for alert in alerts if not misused & set(alert.entries)]
    a_day = Counter((alert.unit_id, alert.happened_at.date()) for alert in false)
    most = max(a_day.values(), default=0)
    with capsys.disabled():
        print(f"\nFound {len(found)} of {len(marks)} misuses; {len(false)} false alerts in")
        print(f"the month, {most} to a leader on a day: {sorted(each.rule for each in false)}")
    assert len(found) >= AT_LEAST_FOUND, set(marks) - found
    assert most <= MOST_FALSE_A_DAY, [(each.rule, each.person.name) for each in false]
