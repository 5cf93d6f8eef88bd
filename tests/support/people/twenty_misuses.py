"""
Twenty misuses within the month of ordinary work, of the kinds that reports on misuse name.

Written by whoever wrote the rules, from the list of the kinds of acts, so no independent evidence.
Each adds its entries, and says who did it and on which day of the month.
"""

from dataclasses import dataclass
from datetime import timedelta

from tests.support.people.month_of_work import CHANGED, DAYS, cases_of, held_on

# Cases that nobody works on, and those of people with the name of one of ours. Numbers from 120 on.
CANARY, SAME_NAME, SAME_ADDRESS_NAME = 120, 121, 122
# Cases on which somebody of the unit was named until the month began.
LEFT_BY_FRASER, LEFT_BY_LEWIS = 123, 124
MISUSES = {}


@dataclass(frozen=True)
class Misuse:
    """What was done: its kind, by whom, and on which day of the month."""

    kind: str
    who: str
    day: int


def misuse(kind, who, day):
    """Decorator of a function that adds the entries of one misuse to the month."""

    def add(function):
        MISUSES[Misuse(kind, who, day)] = function
        return function

    return add


def _set_clock(month, who, day, hour, place=None):
    month.clock[who] = DAYS[day - 1] + timedelta(hours=hour)
    if place:
        month.places[who] = place


@misuse("bulk reading", "Hughes", 3)
def _reads_the_unit_in_an_evening(month):
    _set_clock(month, "Hughes", 3, 18)
    for case in range(50):
        month.open("Hughes", case, "see_case", minutes=0.8)


@misuse("bulk reading", "Kaur", 11)
def _downloads_everything(month):
    _set_clock(month, "Kaur", 11, 17.5)
    for case in range(40):
        held = held_on("Kaur", case)
        month.open("Kaur", case, "see_documents", minutes=0.3)
        month.add("Kaur", "download_document", "disclosure", 0.3, case=case, capacities=held)


@misuse("bulk reading", "Reid", 24)
def _reads_slowly_all_day(month):
    _set_clock(month, "Reid", 24, 6)
    for case in range(110):
        month.open("Reid", case, "see_case", minutes=6)


@misuse("enumeration", "Ahmed", 5)
def _guesses_ids(month):
    _set_clock(month, "Ahmed", 5, 20)
    for _ in range(40):
        month.miss("Ahmed", "see_case", row="missing", minutes=0.1)


@misuse("enumeration", "Fraser", 18)
def _tries_urns(month):
    _set_clock(month, "Fraser", 18, 13)
    for _ in range(14):
        month.miss("Fraser", minutes=1.5)


@misuse("reveals", "Price", 13)
def _reveals_everybody(month):
    _set_clock(month, "Price", 13, 17)
    for case in range(18):
        month.reveal("Price", case, minutes=0.6)


@misuse("reveals", "Grant", 20)
def _reveals_colleagues_victims(month):
    _set_clock(month, "Grant", 20, 19)
    for case in [n for n in range(24) if n not in cases_of("Grant")][:12]:
        month.reveal("Grant", case, minutes=1)


@misuse("no part in it", "Baker", 4)
def _browses_colleagues_cases(month):
    _set_clock(month, "Baker", 4, 18)
    for case in cases_of("Evans")[:10]:
        month.open("Baker", case, "see_case", "see_history")


@misuse("no part in it", "Clarke", 25)
def _follows_one_case(month):
    """A case of a colleague, opened on six days of the month."""
    for day in (16, 18, 19, 23, 24, 25):
        _set_clock(month, "Clarke", day, 19)
        month.open("Clarke", cases_of("Hughes")[5], "see_case", "see_history")


@misuse("no part in it", "Moss", 27)
def _reads_victims_of_others(month):
    _set_clock(month, "Moss", 27, 18)
    for case in [n for n in range(30) if n not in cases_of("Moss")][:8]:
        month.open("Moss", case, "see_victim", row="record")


@misuse("return after leaving", "Fraser", 26)
def _officer_returns(month):
    _set_clock(month, "Fraser", 26, 18)
    month.open("Fraser", LEFT_BY_FRASER, "see_case", "see_history")


@misuse("return after leaving", "Lewis", 23)
def _prosecutor_returns(month):
    _set_clock(month, "Lewis", 23, 19)
    month.open("Lewis", LEFT_BY_LEWIS, "see_case", "see_documents")


@misuse("own name", "Doyle", 17)
def _opens_a_case_of_a_namesake(month):
    """The suspect has the officer's surname."""
    _set_clock(month, "Doyle", 17, 12.5)
    month.open("Doyle", SAME_NAME, "see_case")


@misuse("own name", "Irving", 10)
def _opens_a_victim_with_her_name(month):
    _set_clock(month, "Irving", 10, 12.5)
    month.open("Irving", SAME_ADDRESS_NAME, "see_victim", row="record")


@misuse("canary", "Jones", 12)
def _opens_the_canary(month):
    _set_clock(month, "Jones", 12, 18)
    month.open("Jones", CANARY, "see_case")


@misuse("canary", "Oakes", 19)
def _asks_for_the_victim_of_the_canary(month):
    _set_clock(month, "Oakes", 19, 18)
    month.open("Oakes", CANARY, "see_victim", row="record")


@misuse("privilege changes", "Tate", 6)
def _gives_many_roles(month):
    _set_clock(month, "Tate", 6, 15)
    for _ in range(11):
        month.add("Tate", "propose_access", CHANGED, 3, row="")


@misuse("privilege changes", "Usher", 15)
def _approves_on_a_sunday_night(month):
    month.begin("Usher", DAYS[14] + timedelta(hours=22), "10.90.2.14")
    for verb in ("propose_access", "approve_access", "reset_second_factor"):
        month.add("Usher", verb, CHANGED, 4, row="")


@misuse("night from a new place", "Ahmed", 20)
def _reads_at_night_from_abroad(month):
    month.begin("Ahmed", DAYS[19] + timedelta(hours=2), "203.0.113.40")
    for case in cases_of("Ahmed")[:3]:
        month.open("Ahmed", case, "see_case")


@misuse("night from a new place", "Shah", 28)
def _another_uses_the_account(month):
    month.begin("Shah", DAYS[27] + timedelta(hours=3.5), "198.51.100.7")
    for case in (4, 9):
        month.open("Shah", case, "see_victim", row="record")


assert len(MISUSES) == 20
