"""
A month of ordinary work and twenty misuses, written by somebody who had not read the rules that
look for misuse. Nothing here imports or names a rule or a threshold.
"""

from datetime import timedelta

from tests.support.people.month_of_work import (
    CASES,
    CHANGED,
    DAYS,
    OFFICERS,
    OFFICES,
    OTHERS,
    PROSECUTORS,
    REMOTE,
    SENT,
    Month,
    cases_of,
    held_on,
    unit_of,
)
from tests.support.people.twenty_misuses import Misuse

SEED = 41917
EVERYONE = [*OFFICERS, *PROSECUTORS, *OTHERS]
CANARY, DOYLES_NAME, IRVINGS_NAME, FRASER_LEFT, LEWIS_LEFT = 120, 121, 122, 123, 124
CHANGES = {
    "record_contact", "add_note", "answer_item", "add_document", "record_review",
    "set_action_plan", "judge_answer", "sign_referral_off", "allocate_case", "accept_referral",
    "return_referral",
}  # fmt: skip
LISTS = {"see_victims"}
RECORDS = {"see_victim"}

# name: (hour they start, fewest and most cases of a day, weekdays at home, minutes of a break)
HABITS = {
    "Ahmed": (7.0, 4, 8, (4,), 20),
    "Baker": (8.5, 3, 6, (), 35),
    "Clarke": (9.0, 3, 7, (2,), 30),
    "Doyle": (8.0, 2, 5, (), 50),
    "Evans": (7.5, 4, 9, (), 15),
    "Fraser": (7.6, 3, 7, (0, 4), 25),
    "Grant": (9.5, 2, 6, (), 40),
    "Hughes": (8.2, 4, 8, (3,), 25),
    "Irving": (8.7, 3, 5, (2, 4), 45),
    "Jones": (9.2, 2, 5, (2, 3, 4), 60),
    "Kaur": (7.8, 4, 7, (1,), 30),
    "Lewis": (9.5, 2, 4, (0, 4), 60),
    "Moss": (8.4, 3, 6, (3,), 40),
    "Nolan": (7.2, 4, 8, (), 25),
    "Oakes": (9.3, 1, 4, (1, 2), 40),
    "Price": (8.8, 3, 6, (4,), 30),
    "Quinn": (8.1, 5, 9, (3, 4), 20),
    "Reid": (7.9, 5, 8, (0,), 25),
    "Shah": (9.4, 2, 5, (2,), 45),
    "Tate": (8.3, 0, 2, (4,), 60),
    "Usher": (9.1, 0, 2, (1, 2), 60),
    "Vance": (9.6, 2, 5, (3,), 50),
}

# name: days of the month on leave, sick, or free because they work part time or after nights
AWAY = {
    "Baker": {10, 11, 12, 13},  # ill
    "Kaur": {24, 25, 26},  # ill
    "Grant": {2, 3, 20, 23},
    "Evans": {4, 5, 6, 9},  # nights, then rest
    "Hughes": {6, 13, 20, 27},
    "Shah": {2, 9, 16, 23, 30},
    "Nolan": {20},
    "Quinn": {27},
    "Price": {5, 6},
    "Vance": {6, 13, 20, 27},
    "Irving": {30},
    "Usher": {12, 13},
}
WEEKENDS = {  # day: who is in for some hours
    1: ("Hughes",),
    7: ("Ahmed", "Nolan"),
    8: ("Ahmed",),
    14: ("Grant", "Moss"),
    15: ("Grant", "Price"),
    21: ("Baker",),
    22: ("Baker", "Irving"),
    28: ("Fraser", "Reid"),
    29: ("Fraser",),
}
TRAINING = 18  # officers are in a classroom, except the two who hold the desk
AT_THE_DESK = {"Doyle", "Hughes"}

# What each capacity does with a case: (weight, verbs)
TASKS = {
    "refer_cases": [
        (6, "see_case"),
        (4, "see_case see_history"),
        (4, "see_case see_proof answer_item"),
        (3, "see_case add_note"),
        (3, "see_case see_documents add_document"),
        (2, "see_case see_proof see_documents download_document"),
        (2, "see_case see_victims reveal_identity record_contact"),
        (2, "see_case see_referral answer_item answer_item"),
        (1, "see_case read_decision add_note"),
    ],
    "prosecute_cases": [
        (4, "see_case see_referral"),
        (4, "see_case see_proof see_documents download_document"),
        (3, "see_case see_proof judge_answer"),
        (3, "see_case see_referral see_proof see_documents record_review"),
        (2, "see_case set_action_plan"),
        (2, "see_case see_history add_note"),
        (1, "see_case read_decision"),
        (1, "see_case see_documents download_document download_document download_document"),
    ],
    "supervise_cases": [
        (4, "see_case see_history"),
        (3, "see_case see_referral see_proof sign_referral_off"),
        (2, "see_case see_proof add_note"),
        (2, "see_case"),
    ],
    "inspect_cases": [
        (3, "see_case see_history"),
        (2, "see_case see_proof read_decision"),
        (1, "see_case see_history see_referral see_documents"),
    ],
    "contact_victims": [
        (5, "see_case reveal_identity record_contact"),
        (2, "see_case see_victims see_victim"),
        (2, "see_case see_history add_note"),
        (1, "see_victims reveal_identity record_contact record_contact"),
    ],
    "allocate_cases": [
        (5, "see_referral allocate_case"),
        (2, "see_case see_history"),
        (1, "see_case see_referral return_referral"),
    ],
    "triage_cases": [
        (5, "see_referral see_proof accept_referral"),
        (3, "see_referral see_proof see_documents return_referral"),
        (2, "see_case see_referral"),
    ],
    "liaise_with_victims": [
        (4, "see_case read_decision reveal_identity record_contact"),
        (2, "see_case see_history"),
        (2, "see_case see_victims see_victim add_note"),
    ],
}


# How anybody works


def moment_of_day(day, hour):
    """A time of a day of the month; an hour may have a fraction, or go past midnight."""
    return DAYS[day - 1] + timedelta(hours=hour)


def do(month, who, case, verbs, minutes=None):
    """Do one thing after another on a case."""
    for verb in verbs.split():
        if verb == "download_document":
            held = held_on(who, case)
            month.add(who, verb, SENT, case=case, capacities=held, minutes=minutes)
        elif verb == "reveal_identity":
            month.reveal(who, case, minutes)
        elif verb in CHANGES:
            month.change(who, case, verb)
        else:
            row = "list" if verb in LISTS else "record" if verb in RECORDS else "case"
            month.open(who, case, verb, row=row, minutes=minutes)


def rest(month, who, longest):
    """Telephone, meetings, tea: time in which the log has nothing."""
    if month.random.random() < 0.7:
        month.clock[who] += timedelta(minutes=month.random.uniform(0, longest * 1.6))


def between(month, who, end, left):
    """What comes before the next case, if so many are left and the day ends then."""
    minutes = max((end - month.clock[who]).total_seconds() / 60, 0) / left
    longest = max(minutes, HABITS[who][-1] / 3)
    if month.random.random() < 0.9:
        pause = min(longest * month.random.uniform(0.1, 1.6), minutes * left + 30)
        month.clock[who] += timedelta(minutes=pause)


def home(month, who):
    """An address of the agency's VPN."""
    return f"{REMOTE[unit_of(who)[0]]}{month.random.randint(2, 60)}"


def desk(who):
    """A machine in the office."""
    return f"{OFFICES[unit_of(who)[0]]}{20 + EVERYONE.index(who)}"


def worklist(month, who):
    """Look at one's worklist."""
    month.add(who, "see_worklist", row="list")


def task(month, who, case, found=False):
    """One piece of work on a case, as the person's capacity has it; one found is open already."""
    tasks = TASKS[unit_of(who)[1]]
    weights = [weight for weight, _ in tasks]
    verbs = month.random.choices(tasks, weights)[0][1]
    do(month, who, case, verbs.removeprefix("see_case") if found else verbs)


def live_cases(month, who, day, count):
    """The cases that move this week: few of one's own, or any of those of a whole unit."""
    mine = cases_of(who)
    if not mine:
        return month.random.sample(range(CASES), count)
    first = (day.isocalendar().week * 5) % len(mine)
    hot = [mine[(first + step) % len(mine)] for step in range(5)]
    return [month.random.choice(hot if month.random.random() < 0.7 else mine) for _ in range(count)]


def leave(month, who):
    """Sign out, unless forgotten."""
    if month.random.random() < 0.75:
        month.add(who, "sign_out", "sign-out", row="")


def arrive(month, who, day, hour=None, place=None):
    """Sign in, at home on the days at home."""
    start, *_, at_home, _ = HABITS[who]
    hour = start + month.random.uniform(-0.4, 0.8) if hour is None else hour
    if place is None and day.weekday() in at_home:
        place = home(month, who)
    month.begin(who, day + timedelta(hours=hour), place)
    worklist(month, who)


def mistype(month, who, case):
    """Two figures the wrong way round, once or twice, and then the right ones."""
    for _ in range(month.random.choice((1, 1, 1, 2, 2, 3))):
        month.miss(who, minutes=month.random.uniform(0.2, 1))
    month.find(who, case)


def question_of_a_colleague(month, who):
    """Somebody of the unit asks: would you have a look at this one of mine?"""
    peers = OFFICERS if who in OFFICERS else PROSECUTORS
    peer = month.random.choice([name for name in peers if name != who])
    case = month.random.choice(cases_of(peer))
    month.find(who, case)
    do(month, who, case, month.random.choice(("see_history", "see_proof", "see_proof add_note")))


# Ordinary days


def casework(month, who, day, count, until=None):
    """Cases one after another, with what comes between, until it is time to go."""
    until = until or HABITS[who][0] + month.random.uniform(6.5, 8.7)
    end = day + timedelta(hours=until)
    for done, case in enumerate(live_cases(month, who, day, count)):
        if month.clock[who] > end:
            break
        chance = month.random.random()
        if chance < 0.05:
            mistype(month, who, case)
        elif chance < 0.25:
            month.find(who, case)
        task(month, who, case, found=chance < 0.25)
        if done < count - 1:
            between(month, who, end, count - done - 1)
        if chance > 0.85:
            worklist(month, who)
    if who in OFFICERS + PROSECUTORS and month.random.random() < 0.15:
        question_of_a_colleague(month, who)


def ordinary_day(month, who, day):
    """A day as most are; Mondays are busier and Fridays thinner."""
    _, fewest, most, _, _ = HABITS[who]
    count = month.random.randint(fewest, most) + {0: 2, 4: -1}.get(day.weekday(), 0)
    arrive(month, who, day)
    if month.random.random() < 0.06:  # all day in interviews or in meetings
        count = 1
    casework(month, who, day, max(count, 1))
    leave(month, who)
    if who in ("Jones", "Kaur", "Lewis") and month.random.random() < 0.15:
        arrive(month, who, day, 19.8, home(month, who))
        casework(month, who, day, 2, 22)
        leave(month, who)


def weekend_day(month, who, day):
    """A few hours of a Saturday or a Sunday."""
    arrive(month, who, day, month.random.uniform(8.5, 11))
    casework(month, who, day, month.random.randint(1, 4), 15)
    leave(month, who)


def accounts_day(month, who, day):
    """An administrator: duties looked at, now and then an access proposed or approved."""
    arrive(month, who, day)
    for _ in range(month.random.randint(1, 3)):
        month.add(who, "see_duties", row="list")
        rest(month, who, 120)
    if month.random.random() < 0.3:
        verb = month.random.choice(("propose_access", "approve_access"))
        month.add(who, verb, CHANGED, row="")
    leave(month, who)


def log_day(month, who, day):
    """The reader of the log asks it some things."""
    arrive(month, who, day)
    for _ in range(month.random.randint(2, 7) + 4 * (day.day == 30)):
        month.add(who, "see_log_answer", row="")
        rest(month, who, 80)
    leave(month, who)


def usual(month, who, day):
    """The day of a person on which nothing particular happens."""
    kind = {"administer_accounts": accounts_day, "read_audit_log": log_day}
    kind.get(unit_of(who)[1], ordinary_day)(month, who, day)


# Days out of the ordinary


def file_review(month, who, day):
    """The supervisor takes three files of each officer and writes a note in most."""
    arrive(month, who, day, 7.3)
    month.add(who, "see_duties", row="list")
    for officer in OFFICERS:
        for case in month.random.sample(cases_of(officer), 3):
            do(month, who, case, "see_case see_history see_proof")
            if month.random.random() < 0.6:
                do(month, who, case, "add_note")
        rest(month, who, 15)
    leave(month, who)


def dip_sample(month, who, day):
    """The inspector's fifteen cases of the month, over a day."""
    arrive(month, who, day, 8.8, desk(who))
    for case in month.random.sample(range(CASES), 15):
        do(month, who, case, "see_case see_history")
        do(month, who, case, month.random.choice(("see_proof", "read_decision", "see_referral")))
        rest(month, who, 18)
    leave(month, who)


def calls(month, who, day):
    """A day on the telephone: one victim after another, each call recorded."""
    arrive(month, who, day, 9.1)
    for case in month.random.sample(range(CASES), 12):
        do(month, who, case, "see_case reveal_identity record_contact", 2)
        if month.random.random() < 0.25:  # no answer, tried again
            do(month, who, case, "record_contact")
        rest(month, who, 20)
    leave(month, who)


def court(month, who, day):
    """A day of a trial: the same two cases early, at lunch and late, from the court."""
    trial = cases_of(who)[3:5]
    for hour, verbs in (
        (7.4, "see_case see_proof see_documents download_document download_document"),
        (12.9, "see_case see_documents"),
        (16.7, "see_case see_history add_note"),
    ):
        arrive(month, who, day, hour, home(month, who))
        for case in trial[: month.random.randint(1, 2)]:
            do(month, who, case, verbs)
        leave(month, who)


def rush(month, who, day):
    """The day before the panel: nearly all one's cases, put in order till the evening."""
    arrive(month, who, day, 7.5, desk(who))
    for case in month.random.sample(cases_of(who), 11):
        if who in OFFICERS:
            do(month, who, case, "see_case see_proof answer_item")
        else:
            do(month, who, case, "see_case see_referral see_documents download_document")
        rest(month, who, 20)
    leave(month, who)


def training(month, who, day):
    """A classroom all day; an hour at the desk after it, if that."""
    if month.random.random() < 0.6:
        arrive(month, who, day, 16.6)
        casework(month, who, day, 2, 18.5)
        leave(month, who)


def joiners(month, who, day):
    """Five people start on one Monday: each proposed, after a look at the duties."""
    arrive(month, who, day, 8.4, desk(who))
    for _ in range(5):
        month.add(who, "see_duties", row="list")
        month.add(who, "propose_access", CHANGED, row="", minutes=month.random.uniform(4, 14))
    leave(month, who)


def joiners_approved(month, who, day):
    """The other administrator approves the five in the afternoon."""
    arrive(month, who, day, 13.1, desk(who))
    month.add(who, "see_duties", row="list")
    for _ in range(5):
        month.add(who, "approve_access", CHANGED, row="", minutes=month.random.uniform(3, 9))
    leave(month, who)


def reallocation(month, who, day):
    """First Monday: two cases have lost their person, and their leaders read what is left."""
    case = FRASER_LEFT if who == "Nolan" else LEWIS_LEFT
    arrive(month, who, day)
    do(month, who, case, "see_case see_history")
    if who == "Quinn":
        do(month, who, case, "allocate_case")
    casework(month, who, day, 9)
    leave(month, who)


SPECIAL = {
    ("Nolan", 2): reallocation,
    ("Quinn", 2): reallocation,
    ("Tate", 9): joiners,
    ("Usher", 9): joiners_approved,
    ("Shah", 11): calls,
    ("Nolan", 12): file_review,
    ("Oakes", 17): dip_sample,
    ("Doyle", 19): rush,
    ("Fraser", 19): rush,
    ("Evans", 19): rush,
    ("Irving", 19): rush,
    ("Price", 24): calls,
    **{("Moss", day): court for day in range(9, 14)},
    **{(who, TRAINING): training for who in OFFICERS if who not in AT_THE_DESK},
}


# What comes on top of a day


def cover(month, who, absent, day, hour, count):
    """See to some of the cases of a colleague who is ill."""
    resume(month, who, day, hour)
    for case in month.random.sample(cases_of(absent), count):
        month.find(who, case)
        do(month, who, case, month.random.choice(("see_history add_note", "see_proof", "add_note")))


def second_reading(month, who, author, day, hour):
    """A second prosecutor reads a decision before it goes out."""
    resume(month, who, day, hour)
    case = month.random.choice(cases_of(author))
    month.find(who, case)
    do(month, who, case, "see_referral see_proof see_documents read_decision add_note")


def night_duty(month, who, day):
    """In the office from ten till the early morning, with one's own cases to pass the time."""
    arrive(month, who, DAYS[day - 1], 21.8, desk(who))
    for case in live_cases(month, who, DAYS[day - 1], month.random.randint(4, 7)):
        task(month, who, case)
        month.clock[who] += timedelta(minutes=month.random.uniform(15, 70))
    month.add(who, "sign_out", "sign-out", row="")


def call_out(month, who, day, hour, place=None):
    """Fetched out of bed to a hospital: one case, over the agency's VPN or the hospital's wifi."""
    month.begin(who, moment_of_day(day, hour), place or home(month, who))
    case = month.random.choice(cases_of(who))
    do(month, who, case, "see_case see_victims reveal_identity add_note add_document")
    month.add(who, "sign_out", "sign-out", row="")


def resume(month, who, day, hour, place=None):
    """Go on where the person sits at that time of the day, or sign in there."""
    now = moment_of_day(day, hour)
    today = [e for e in month.entries if e.who == who and now.date() == e.at.date() and e.at <= now]
    last = max(today, key=lambda entry: entry.at, default=None)
    month.clock[who] = now
    month.places[who] = place or (last.address if last else desk(who))
    if last is None or last.verb == "sign_out" or last.address != month.places[who]:
        month.add(who, "sign_in", "sign-in", row="", minutes=0.1)


def extras(month):
    """Illness covered, second readings, nights and call-outs."""
    for day, who, count in (
        (10, "Clarke", 3), (10, "Ahmed", 2), (11, "Clarke", 2), (11, "Evans", 3),
        (12, "Ahmed", 1), (13, "Clarke", 4),
    ):  # fmt: skip
        cover(month, who, "Baker", day, 11.2 + month.random.random() * 3, count)
    for day, who, count in ((24, "Irving", 3), (25, "Lewis", 2), (26, "Irving", 2)):
        cover(month, who, "Kaur", day, 11.5 + month.random.random() * 2, count)
    for day, who, author in (
        (3, "Lewis", "Jones"), (6, "Kaur", "Moss"), (10, "Jones", "Irving"),
        (12, "Irving", "Lewis"), (17, "Lewis", "Kaur"), (20, "Moss", "Jones"),
        (24, "Jones", "Moss"), (27, "Kaur", "Irving"),
    ):  # fmt: skip
        second_reading(month, who, author, day, 13 + month.random.random() * 2)
    for day in (4, 5, 6):
        night_duty(month, "Evans", day)
    night_duty(month, "Grant", 20)
    call_out(month, "Hughes", 15, 2.3)
    call_out(month, "Ahmed", 28, 0.6, "194.176.105.133")


def ordinary_month() -> Month:
    """All thirty days of everybody."""
    month = Month(SEED)
    for day in DAYS:
        for who in EVERYONE:
            if day.weekday() > 4:
                if who in WEEKENDS.get(day.day, ()):
                    weekend_day(month, who, day)
            elif day.day not in AWAY.get(who, ()):
                SPECIAL.get((who, day.day), usual)(month, who, day)
    extras(month)
    return month


# Twenty misuses


def leaver_takes_the_files(month):
    """Jones goes to chambers next month and takes the papers of all own cases, over two days."""
    mine = cases_of("Jones")
    for day, batch in ((26, mine[:9]), (27, mine[9:])):
        for step, case in enumerate(batch):
            resume(month, "Jones", day, 9.8 + step * 0.5)
            do(month, "Jones", case, "see_documents", 1)
            do(month, "Jones", case, "download_document " * (3 + step % 3), 0.7)


def supervisor_reads_on_a_saturday(month):
    """Nolan, from home, reads most of the unit's cases in a little over two hours."""
    resume(month, "Nolan", 21, 10.1, "10.60.3.44")
    for case in range(3, 80):
        do(month, "Nolan", case, "see_case", 1)
        if case % 3 == 0:
            do(month, "Nolan", case, "see_proof see_history", 0.8)


def numbers_tried_in_turn(month):
    """Ahmed tries one URN after another for half an hour and opens what there is."""
    resume(month, "Ahmed", 3, 12.4)
    for step in range(46):
        if step % 6 == 4:
            month.find("Ahmed", 50 + step, minutes=0.6)
        else:
            month.miss("Ahmed", minutes=0.5)


def numbers_tried_all_day(month):
    """Kaur does own work and between two cases tries some URNs, from morning to evening."""
    mine = cases_of("Kaur")
    for hour in range(9, 18):
        resume(month, "Kaur", 19, hour + 0.2)
        do(month, "Kaur", mine[hour], "see_case see_proof")
        for _ in range(3 + hour % 3):
            month.miss("Kaur", minutes=2.5)
        if hour % 3 == 0:
            month.find("Kaur", 10 * (hour - 8) + 6, minutes=2)


def addresses_made_up(month):
    """Vance, who may read the log and no case, makes up addresses of cases, twice that day."""
    for hour, tries in ((12.2, 19), (16.4, 14)):
        resume(month, "Vance", 16, hour)
        month.add("Vance", "see_log_answer", row="", minutes=1)
        for step in range(tries):
            verb = "see_case" if step % 4 else "see_victim"
            month.miss("Vance", verb, row="missing", minutes=1.2)


def addresses_of_half_the_victims(month):
    """Price shows name and address of one victim after another and rings nobody."""
    resume(month, "Price", 18, 15.1)
    for case in range(5, 109, 4):
        month.reveal("Price", case, minutes=0.4)


def addresses_between_calls(month):
    """Shah, for somebody who pays, adds some to each day's calls for four days."""
    for day, first in ((19, 0), (20, 31), (24, 62), (25, 91)):
        for step in range(8):
            resume(month, "Shah", day, 10 + step * 0.75)
            month.reveal("Shah", first + step * 3, minutes=1)
            if step % 4 == 0:
                do(month, "Shah", first + step * 3, "see_case record_contact")


def addresses_in_the_cases_of_others(month):
    """Grant looks up victims of colleagues' cases in an afternoon, own work in between."""
    mine = cases_of("Grant")
    resume(month, "Grant", 10, 13.4)
    for step, case in enumerate((8, 17, 26, 35, 44, 53, 63, 72, 81)):
        month.reveal("Grant", case, minutes=3)
        if step % 3 == 2:
            do(month, "Grant", mine[step], "see_case add_note")


def follows_neighbours_case(month):
    """Baker follows a case of Clarke, which concerns a neighbour, for a week."""
    for day, hour, verbs in (
        (23, 9.7, "see_case see_history"),
        (23, 16.2, "see_case"),
        (24, 12.6, "see_proof see_history"),
        (25, 8.9, "see_case see_victims see_victim"),
        (26, 15.4, "see_history see_documents"),
        (27, 13.1, "see_case read_decision"),
    ):
        resume(month, "Baker", day, hour)
        do(month, "Baker", 42, verbs)


def reads_the_case_in_the_papers(month):
    """Hughes reads a case of Doyle that the papers write of, to the last page, and takes some."""
    resume(month, "Hughes", 17, 12.7)
    month.find("Hughes", 35)
    do(month, "Hughes", 35, "see_history see_referral see_proof see_documents", 1.5)
    do(month, "Hughes", 35, "download_document download_document download_document", 0.6)
    do(month, "Hughes", 35, "see_victims reveal_identity", 1)


def back_to_an_old_case(month):
    """Fraser cannot let go: three early mornings with the case given to another."""
    for day, verbs in (
        (11, "see_case see_history"),
        (13, "see_history see_proof"),
        (17, "see_case see_history see_documents"),
    ):
        resume(month, "Fraser", day, 7.35)
        do(month, "Fraser", FRASER_LEFT, verbs, 3)


def papers_of_an_old_case(month):
    """Lewis, in the evening at home, takes the papers of the case that is no longer theirs."""
    resume(month, "Lewis", 23, 20.7, "10.60.4.17")
    month.find("Lewis", LEWIS_LEFT)
    do(month, "Lewis", LEWIS_LEFT, "see_proof see_documents read_decision", 2)
    do(month, "Lewis", LEWIS_LEFT, "download_document " * 4, 0.8)
    month.add("Lewis", "sign_out", "sign-out", row="")


def looks_what_they_have_on_a_brother(month):
    """Doyle finds the case against a namesake over lunch and goes through it."""
    resume(month, "Doyle", 5, 12.8)
    month.miss("Doyle", minutes=0.5)
    month.find("Doyle", DOYLES_NAME, minutes=0.7)
    do(month, "Doyle", DOYLES_NAME, "see_history see_proof see_documents download_document", 1.5)


def glance_at_a_cousin(month):
    """Irving, amid own work, opens the case of a namesake for moments, and again two days on."""
    mine = cases_of("Irving")
    for day, hour, verbs in ((16, 11.3, "see_victims see_victim"), (18, 14.9, "see_history")):
        resume(month, "Irving", day, hour)
        do(month, "Irving", mine[day], "see_case see_proof", 4)
        do(month, "Irving", IRVINGS_NAME, "see_case " + verbs, 0.4)
        do(month, "Irving", mine[day - 3], "see_referral record_review", 4)


def curious_in_triage(month):
    """Reid opens a well-known name among the referrals of the day, once."""
    resume(month, "Reid", 12, 10.6)
    for case in (14, 71, CANARY, 33):
        do(month, "Reid", case, "see_case" if case == CANARY else "see_referral see_proof")


def address_of_a_well_known_name(month):
    """Moss searches for the case of a well-known name and shows the victim's address."""
    resume(month, "Moss", 26, 17.2)
    month.find("Moss", CANARY)
    do(month, "Moss", CANARY, "see_history see_victims reveal_identity", 1)


def access_for_friends(month):
    """Tate, when the office is empty, proposes and approves one access after another."""
    resume(month, "Tate", 19, 18.9, desk("Tate"))
    for _ in range(8):
        month.add("Tate", "propose_access", CHANGED, row="", minutes=1.4)
        month.add("Tate", "approve_access", CHANGED, row="", minutes=0.8)
    month.add("Tate", "see_duties", row="list", minutes=1)


def access_by_and_by(month):
    """Usher proposes and approves alone, some each morning for three days, before others come."""
    for day, pairs in ((24, 3), (25, 3), (26, 4)):
        resume(month, "Usher", day, 7.2, "10.60.5.23")
        month.add("Usher", "see_duties", row="list", minutes=1)
        for _ in range(pairs):
            month.add("Usher", "propose_access", CHANGED, row="", minutes=6)
            month.add("Usher", "approve_access", CHANGED, row="", minutes=3)
        month.add("Usher", "sign_out", "sign-out", row="")


def lent_password(month):
    """Somebody with Clarke's password is in at two in the morning, from another country."""
    resume(month, "Clarke", 14, 2.2, "185.220.101.47")
    worklist(month, "Clarke")
    for case in cases_of("Clarke")[:7]:
        do(month, "Clarke", case, "see_case see_documents download_document", 0.9)
    do(month, "Clarke", cases_of("Clarke")[2], "reveal_identity", 1)


def from_a_hotel_at_midnight(month):
    """Oakes reads slowly from a hotel's network till after midnight, for a journalist."""
    resume(month, "Oakes", 25, 23.3, "81.2.69.160")
    for case in (19, 58, 58, 90, 104):
        do(month, "Oakes", case, "see_case see_history see_documents", 5)
    month.add("Oakes", "sign_out", "sign-out", row="")


MISUSES = {  # day: that of the month on which it begins
    Misuse("bulk reading", "Jones", 26): leaver_takes_the_files,
    Misuse("bulk reading", "Nolan", 21): supervisor_reads_on_a_saturday,
    Misuse("enumeration", "Ahmed", 3): numbers_tried_in_turn,
    Misuse("enumeration", "Kaur", 19): numbers_tried_all_day,
    Misuse("enumeration", "Vance", 16): addresses_made_up,
    Misuse("reveals", "Price", 18): addresses_of_half_the_victims,
    Misuse("reveals", "Shah", 19): addresses_between_calls,
    Misuse("reveals", "Grant", 10): addresses_in_the_cases_of_others,
    Misuse("no part in it", "Baker", 23): follows_neighbours_case,
    Misuse("no part in it", "Hughes", 17): reads_the_case_in_the_papers,
    Misuse("return after leaving", "Fraser", 11): back_to_an_old_case,
    Misuse("return after leaving", "Lewis", 23): papers_of_an_old_case,
    Misuse("own name", "Doyle", 5): looks_what_they_have_on_a_brother,
    Misuse("own name", "Irving", 16): glance_at_a_cousin,
    Misuse("canary", "Reid", 12): curious_in_triage,
    Misuse("canary", "Moss", 26): address_of_a_well_known_name,
    Misuse("privilege changes", "Tate", 19): access_for_friends,
    Misuse("privilege changes", "Usher", 24): access_by_and_by,
    Misuse("night from a new place", "Clarke", 14): lent_password,
    Misuse("night from a new place", "Oakes", 25): from_a_hotel_at_midnight,
}
