"""
A month of ordinary work of a police unit and a CPS unit, and twenty misuses, as log entries.

Written by whoever wrote the rules that look for misuse, from what the work is and from the list of
the kinds of acts. Nothing here imports or names a rule or a threshold.
The moments are of November 2026, when London has UTC.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

OFFICERS = ["Ahmed", "Baker", "Clarke", "Doyle", "Evans", "Fraser", "Grant", "Hughes"]
PROSECUTORS = ["Irving", "Jones", "Kaur", "Lewis", "Moss"]
OTHERS = {  # name: (unit, capacity)
    "Nolan": ("police", "supervise_cases"),
    "Oakes": ("police", "inspect_cases"),
    "Price": ("police", "contact_victims"),
    "Quinn": ("cps", "allocate_cases"),
    "Reid": ("cps", "triage_cases"),
    "Shah": ("cps", "liaise_with_victims"),
    "Tate": ("office", "administer_accounts"),
    "Usher": ("office", "administer_accounts"),
    "Vance": ("office", "read_audit_log"),
}
CASES = 120  # fifteen of each officer, twenty-four of each prosecutor
OFFICES = {"police": "10.20.1.", "cps": "10.40.7.", "office": "10.90.2."}
REMOTE = {"police": "10.60.3.", "cps": "10.60.4.", "office": "10.60.5."}  # the agencies' own VPN
DAYS = [datetime(2026, 11, day, tzinfo=UTC) for day in range(1, 31)]
READ, CHANGED, SENT = "consultation", "alteration", "disclosure"
NOT_FOUND = "Not found"


@dataclass(frozen=True)
class Entry:
    """
    One log entry. case: number of a case, or None. row: "case", "found" (by its URN), "record" or
    "missing".
    """

    who: str
    at: datetime
    verb: str
    operation: str = READ
    row: str = "case"
    case: int | None = None
    capacities: tuple[str, ...] = ()
    address: str = ""
    refused: str = ""


def unit_of(who):
    """The unit a person works in, and the capacity they have there."""
    if who in OFFICERS:
        return "police", "refer_cases"
    return ("cps", "prosecute_cases") if who in PROSECUTORS else OTHERS[who]


def cases_of(who):
    """The numbers of the cases on which a person is named."""
    if who in OFFICERS:
        return [n for n in range(CASES) if n % len(OFFICERS) == OFFICERS.index(who)]
    if who in PROSECUTORS:
        return [n for n in range(CASES) if n % len(PROSECUTORS) == PROSECUTORS.index(who)]
    return []


def held_on(who, case):
    """What a person holds on a case: the role on the unit, and the named one."""
    named = "officer_in_case" if who in OFFICERS else "reviewing_prosecutor"
    return (unit_of(who)[1], *([named] if case in cases_of(who) else []))


class Month:
    """Collects the entries. Each person works through a day, a few minutes for each page."""

    def __init__(self, seed=7):
        self.random, self.entries, self.clock = Random(seed), [], {}
        self.places = {}

    def begin(self, who, at, place=None):
        at += timedelta(minutes=self.random.randint(0, 25))
        self.clock[who] = at
        unit = unit_of(who)[0]
        usual = OFFICES[unit] if self.random.random() < 0.8 else REMOTE[unit]
        self.places[who] = place or f"{usual}{self.random.randint(2, 60)}"
        self.add(who, "sign_in", "sign-in", row="")

    def add(self, who, verb, operation=READ, minutes=None, **facts):
        pause = minutes if minutes is not None else self.random.uniform(1, 6)
        self.clock[who] += timedelta(minutes=pause)
        self.entries.append(
            Entry(who, self.clock[who], verb, operation, address=self.places[who], **facts)
        )

    def open(self, who, case, *verbs, row="case", minutes=None):
        for verb in verbs or ("see_case",):
            self.add(who, verb, row=row, case=case, capacities=held_on(who, case), minutes=minutes)

    def change(self, who, case, verb):
        self.open(who, case, verb)
        operation = SENT if verb == "sign_referral_off" else CHANGED  # it is sent to the CPS
        self.add(who, verb, operation, case=case, capacities=held_on(who, case))

    def reveal(self, who, case, minutes=None):
        self.open(who, case, "see_victim", "reveal_identity", row="record", minutes=minutes)
        held = held_on(who, case)
        self.add(who, "reveal_identity", row="record", case=case, capacities=held, minutes=0.5)

    def find(self, who, case, minutes=None):
        """Find a case by its URN, which the log has with what the person holds on their units."""
        held = (unit_of(who)[1],)
        self.add(who, "find_case", row="found", case=case, capacities=held, minutes=minutes)
        self.open(who, case, "see_case", minutes=0.01)

    def miss(self, who, verb="find_case", row="", minutes=None):
        self.add(who, verb, row=row, refused=NOT_FOUND, minutes=minutes)


# Ordinary work


def _work_of_officer(month, who, day):
    r = month.random
    month.begin(who, day + timedelta(hours=8))
    month.add(who, "see_worklist", row="list")
    for case in r.sample(cases_of(who), r.randint(4, 9)):
        if r.random() < 0.3:
            month.find(who, case)
        month.open(who, case, *r.sample(["see_case", "see_history", "see_proof"], r.randint(1, 3)))
        if r.random() < 0.5:
            month.change(who, case, r.choice(["add_note", "answer_item", "add_document"]))
        if r.random() < 0.15:
            month.reveal(who, case)
    for _ in range(r.choice([0, 0, 0, 1, 2])):  # asked by a colleague to have a look
        month.open(who, r.randrange(CASES), "see_case", "see_history")
    for _ in range(r.choice([0, 0, 0, 1, 2])):
        month.miss(who)
    month.add(who, "sign_out", "sign-in", row="")


def _work_of_prosecutor(month, who, day):
    r = month.random
    month.begin(who, day + timedelta(hours=8, minutes=30))
    month.add(who, "see_worklist", row="list")
    for case in r.sample(cases_of(who), r.randint(3, 6)):
        if r.random() < 0.3:
            month.find(who, case)
        month.open(who, case, "see_case", "see_referral", "see_documents")
        for _ in range(r.randint(0, 6)):
            month.add(who, "download_document", SENT, case=case, capacities=held_on(who, case))
        if r.random() < 0.6:
            month.change(who, case, r.choice(["record_review", "set_action_plan", "judge_answer"]))
    for _ in range(r.choice([0, 0, 1, 2])):  # a second reader of a colleague's decision
        case = r.randrange(CASES)
        month.open(who, case, "see_case")
        month.change(who, case, "read_decision")
    if r.random() < 0.2:
        month.miss(who)


def _work_of_leader(month, who, day):
    """Supervisor, inspector and manager look at many cases of the unit."""
    r = month.random
    month.begin(who, day + timedelta(hours=8))
    month.add(who, "see_worklist", row="list")
    most = {"Nolan": (10, 22), "Oakes": (3, 8), "Quinn": (8, 18)}[who]
    for case in r.sample(range(CASES), r.randint(*most)):
        month.open(who, case, "see_case")
        if r.random() < 0.3:
            month.change(who, case, "sign_referral_off" if who != "Quinn" else "allocate_case")


def _work_of_triage(month, who, day):
    r = month.random
    month.begin(who, day + timedelta(hours=9))
    for case in r.sample(range(CASES), r.randint(8, 18)):
        month.open(who, case, "see_case", "see_referral", minutes=r.uniform(2, 8))
        month.change(who, case, r.choice(["accept_referral", "return_referral"]))


def _work_with_victims(month, who, day):
    r = month.random
    month.begin(who, day + timedelta(hours=9))
    month.add(who, "see_victims", row="list")
    for case in r.sample(range(CASES), r.randint(5, 11)):
        month.open(who, case, "see_victim", "see_duties", row="record")
        if r.random() < 0.6:
            month.reveal(who, case)
        month.add(
            who, "record_contact", CHANGED, row="record", case=case, capacities=held_on(who, case)
        )


def _work_of_administrator(month, who, day):
    r = month.random
    month.begin(who, day + timedelta(hours=9))
    for _ in range(r.choice([0, 0, 1, 2])):
        month.add(who, "propose_access" if who == "Tate" else "approve_access", CHANGED, row="")


def ordinary_month():
    """The month of everybody, with a night duty, leave that colleagues cover, and a handover."""
    month = Month()
    for day in DAYS:
        at_work = [*OFFICERS, *PROSECUTORS, *OTHERS] if day.weekday() < 5 else []
        for who in at_work:
            if (who == "Baker" and 9 <= day.day <= 13) or (who == "Moss" and 16 <= day.day <= 20):
                continue  # on leave
            WORK[unit_of(who)[1]](month, who, day)
        _special_days(month, day)
    return month


def _special_days(month, day):
    if day.day in (10, 12):  # Clarke covers for Baker: three cases, with something to do on each
        month.clock["Clarke"] = day + timedelta(hours=16)
        for case in cases_of("Baker")[:3]:
            month.open("Clarke", case, "see_case")
            month.change("Clarke", case, "add_note")
    if day.day in (6, 7, 8):  # Doyle is on nights, in the office
        month.begin("Doyle", day + timedelta(hours=22), "10.20.1.77")
        for case in cases_of("Doyle")[:4]:
            month.open("Doyle", case, "see_case")
    if day.day == 19:  # Evans is called out at night and works from a hospital's network
        month.begin("Evans", day + timedelta(hours=23), "172.31.8.4")
        month.change("Evans", cases_of("Evans")[2], "add_note")
    if day.day in (14, 28):  # Grant catches up on a Saturday from home
        month.begin("Grant", day + timedelta(hours=10), "10.60.3.9")
        for case in cases_of("Grant")[:5]:
            month.change("Grant", case, "answer_item")
    if day.day == 17:  # Irving answers a colleague's question about one case, three times
        month.clock["Irving"] = day + timedelta(hours=15)
        month.open("Irving", cases_of("Jones")[0], "see_case", "see_history", "see_case")


WORK = {
    "refer_cases": _work_of_officer,
    "prosecute_cases": _work_of_prosecutor,
    "supervise_cases": _work_of_leader,
    "inspect_cases": _work_of_leader,
    "allocate_cases": _work_of_leader,
    "triage_cases": _work_of_triage,
    "contact_victims": _work_with_victims,
    "liaise_with_victims": _work_with_victims,
    "administer_accounts": _work_of_administrator,
    "read_audit_log": lambda month, who, day: month.begin(who, day + timedelta(hours=9)),
}


def by_person(entries):
    """{name: their entries in order}."""
    found = defaultdict(list)
    for each in sorted(entries, key=lambda entry: entry.at):
        found[each.who].append(each)
    return found
