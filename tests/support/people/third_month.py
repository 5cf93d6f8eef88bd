"""
A month of ordinary work and twenty misuses, written by somebody who had not read the rules that
look for misuse. Nothing here imports or names a rule or a threshold.

Days are days of November 2026 (1 is a Sunday); the day of a misuse is that of its first entry.
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

SEED = 1811
EVERYONE = [*OFFICERS, *PROSECUTORS, *OTHERS]
CANARY, DOYLE_SUSPECT, IRVING_VICTIM, ONCE_FRASERS, ONCE_LEWISES = range(120, 125)
COURT = "10.200.8."  # the desks for advocates in the Crown Court

HABITS = {  # name: (start, finish, pieces of work in a day, weekday at home or None)
    "Ahmed": (7.0, 15.5, 6, None),
    "Baker": (8.5, 17.0, 5, 4),
    "Clarke": (8.0, 16.5, 5, None),
    "Doyle": (9.0, 18.0, 4, 2),
    "Evans": (7.5, 16.0, 7, None),
    "Fraser": (8.0, 16.0, 5, 3),
    "Grant": (9.5, 18.5, 6, None),
    "Hughes": (8.0, 17.5, 6, 4),
    "Irving": (9.0, 17.0, 7, 1),
    "Jones": (8.0, 16.5, 8, 4),
    "Kaur": (9.5, 18.0, 7, 2),
    "Lewis": (10.0, 19.5, 8, 0),
    "Moss": (8.5, 17.0, 6, 3),
    "Nolan": (7.0, 16.5, 9, None),
    "Oakes": (9.0, 15.0, 2, 0),
    "Price": (9.0, 17.0, 6, None),
    "Quinn": (8.5, 17.0, 7, 2),
    "Reid": (8.0, 16.0, 9, 3),
    "Shah": (10.0, 16.0, 4, 0),
    "Tate": (8.0, 16.0, 3, 4),
    "Usher": (9.0, 17.0, 3, 1),
    "Vance": (9.0, 15.5, 4, 3),
}
AWAY = {  # leave, sickness and the day after a night on duty
    "Clarke": range(1, 9),  # a new starter, whose first day is the 9th
    "Irving": range(1, 11),
    "Fraser": range(16, 21),
    "Moss": (23, 24),
    "Price": (26, 27),
    "Tate": range(9, 14),
    "Grant": (13,),
    "Baker": (20,),
    "Doyle": (27,),
    "Quinn": (30,),
    "Oakes": (6, 13, 20, 27),
    "Vance": (4, 18),
}
COVER = {  # name: (colleague whose cases they take too, days)
    "Baker": ("Clarke", range(2, 7)),
    "Jones": ("Irving", range(2, 11)),
    "Evans": ("Hughes", range(9, 14)),  # helps out in the week of the operation
    "Grant": ("Fraser", range(16, 21)),
    "Lewis": ("Kaur", range(16, 21)),  # in the week of her trial
    "Irving": ("Moss", range(23, 25)),
}
LATE = {  # (name, day): hour of the end of a late day
    ("Lewis", 4): 21.5,
    ("Lewis", 17): 22.0,
    ("Doyle", 10): 20.5,
    ("Evans", 24): 19.0,
    ("Hughes", 12): 21.0,
    ("Nolan", 26): 19.5,
    ("Quinn", 12): 19.0,
    **{(who, day): 20.0 for who in PROSECUTORS for day in (12, 26)},  # before a panel
}
JOINERS = {  # name: {day: how many changes of access they propose}
    "Tate": {2: 5, 4: 1, 6: 2, 16: 3, 18: 1, 24: 1, 27: 2, 30: 3},
    "Usher": {3: 1, 5: 1, 9: 3, 11: 2, 12: 2, 17: 1, 19: 2, 25: 1, 30: 1},
}


# Time and place


def moment_on(day, hour, minute=0):
    """A moment of the month; the hour may have a fraction, or pass midnight."""
    return DAYS[day - 1] + timedelta(hours=hour, minutes=minute)


def desk_of(month, who, day):
    """Where somebody works on a day: one of their few desks, or at home."""
    unit = unit_of(who)[0]
    own = 4 + 2 * EVERYONE.index(who)
    at_home = DAYS[day - 1].weekday() == HABITS[who][3] or month.random.random() < 0.07
    if at_home:
        return f"{REMOTE[unit]}{own + 1}"
    return f"{OFFICES[unit]}{month.random.choice([own, own, own, 51 + own % 9])}"


def wait(month, who, low, high):
    """Let some minutes pass: a call, a meeting, a cup of tea."""
    month.clock[who] += timedelta(minutes=month.random.uniform(low, high))


def leave(month, who):
    """Sign out, which not everybody remembers."""
    if month.random.random() < 0.85:
        month.add(who, "sign_out", "sign-in", row="")


def arrive(month, who, day, hour=None, place=None):
    """Sign in and look at the list of work."""
    start = HABITS[who][0] if hour is None else hour
    month.begin(who, moment_on(day, start), place or desk_of(month, who, day))
    month.add(who, "see_worklist", row="list")


def window(who, day):
    """The cases which are busy on somebody's desk in a week."""
    cases = cases_of(who)
    first = (day // 7) * 3 + len(who)
    return [cases[(first + step) % len(cases)] for step in range(7)]


def pick(month, who, day):
    """A case of somebody's to work on: mostly one that is busy in that week."""
    busy = month.random.random() < 0.8
    return month.random.choice(window(who, day) if busy else cases_of(who))


def download(month, who, case, minutes=None):
    """Open the documents of a case and take one."""
    month.open(who, case, "see_documents", minutes=minutes)
    held = held_on(who, case)
    month.add(who, "download_document", SENT, minutes, case=case, capacities=held)


# Pieces of work


def officers_work(month, who, case):
    """One piece of an officer's work on a case."""
    chance = month.random.random()
    month.open(who, case)
    if chance < 0.3:
        month.change(who, case, "add_note")
    elif chance < 0.5:
        month.open(who, case, "see_proof", "see_documents")
        month.change(who, case, "add_document")
    elif chance < 0.68:
        month.open(who, case, "see_history")
        month.change(who, case, "answer_item")
    elif chance < 0.78:
        month.open(who, case, "see_referral", "see_proof")
    elif chance < 0.88:
        month.change(who, case, "record_contact")
    elif chance < 0.93:
        download(month, who, case)
    elif chance < 0.96:
        month.reveal(who, case)
        month.change(who, case, "record_contact")


def prosecutors_work(month, who, case):
    """One piece of a prosecutor's work on a case."""
    chance = month.random.random()
    month.open(who, case)
    if chance < 0.25:
        month.open(who, case, "see_referral", "see_proof")
        month.change(who, case, "record_review")
    elif chance < 0.45:
        month.open(who, case, "see_proof")
        month.change(who, case, "set_action_plan")
    elif chance < 0.62:
        month.change(who, case, "judge_answer")
    elif chance < 0.8:
        month.open(who, case, "see_documents", "see_history")
        if month.random.random() < 0.5:
            download(month, who, case)
    elif chance < 0.92:
        month.change(who, case, "add_note")
    else:
        month.open(who, case, "read_decision")


def work_on(month, who, case):
    """A piece of work by an officer or a prosecutor."""
    (officers_work if who in OFFICERS else prosecutors_work)(month, who, case)


def colleagues_question(month, who):
    """A colleague asks what one thinks about a case of theirs; or a second reading."""
    unit = OFFICERS if who in OFFICERS else PROSECUTORS
    colleague = month.random.choice([name for name in unit if name != who])
    case = month.random.choice(cases_of(colleague))
    if who in PROSECUTORS and month.random.random() < 0.4:
        month.open(who, case, "see_case", "see_proof", "read_decision")
        month.change(who, case, "record_review")
    elif month.random.random() < 0.5:
        month.find(who, case)
        month.open(who, case, "see_history")
    else:
        month.open(who, case, "see_case", "see_proof")


def mistype(month, who, case):
    """A URN with two digits the wrong way round, then the right one."""
    for _ in range(month.random.choice([1, 1, 1, 2])):
        month.miss(who, minutes=0.6)
    month.find(who, case, minutes=0.8)


def piece(month, who, day):
    """What an officer or a prosecutor turns to next."""
    chance = month.random.random()
    colleague, days = COVER.get(who, ("", ()))
    if day in days and chance < 0.35:
        return work_on(month, who, month.random.choice(window(colleague, day)[:5]))
    case = pick(month, who, day)
    if chance > 0.97:
        return colleagues_question(month, who)
    if chance > 0.92:
        mistype(month, who, case)
    return work_on(month, who, case)


def supervisors_piece(month, who, day):
    """A supervisor reads a case, signs a referral off or reviews an investigation."""
    case = pick(month, month.random.choice(OFFICERS), day)
    month.open(who, case)
    chance = month.random.random()
    if chance < 0.35:
        month.open(who, case, "see_referral", "see_proof")
        month.change(who, case, "sign_referral_off")
    elif chance < 0.65:
        month.open(who, case, "see_history")
        month.change(who, case, "record_review")
    elif chance < 0.72:
        month.add(who, "see_duties", row="list")


def inspectors_piece(month, who, day):
    """An inspector follows up a finding."""
    case = pick(month, month.random.choice(OFFICERS), day)
    month.open(who, case, "see_case", "see_history")


def callers_piece(month, who, day):
    """Price rings a victim and writes it up at once."""
    case = pick(month, month.random.choice(OFFICERS), day)
    month.open(who, case, "see_victim", row="record")
    if month.random.random() < 0.4:
        month.reveal(who, case)
    wait(month, who, 4, 20)
    month.change(who, case, "record_contact")


def allocators_piece(month, who, day):
    """Quinn takes a referral in and gives it to a prosecutor, or looks how one goes."""
    case = pick(month, month.random.choice(PROSECUTORS), day)
    month.open(who, case, "see_case", "see_referral")
    if month.random.random() < 0.5:
        month.change(who, case, "allocate_case")
    elif month.random.random() < 0.2:
        month.add(who, "see_duties", row="list")


def triage_piece(month, who, day):
    """Reid reads a referral and accepts it or sends it back."""
    case = pick(month, month.random.choice(OFFICERS), day)
    month.open(who, case, "see_referral", "see_proof")
    if month.random.random() < 0.08:
        mistype(month, who, case)
    verdict = "accept_referral" if month.random.random() < 0.7 else "return_referral"
    month.change(who, case, verdict)


def liaison_piece(month, who, day):
    """Shah reads a decision before she explains it to a victim."""
    case = pick(month, month.random.choice(PROSECUTORS), day)
    month.open(who, case, "see_case", "read_decision")


def auditors_piece(month, who, day):
    """Vance asks the log a few questions."""
    for _ in range(month.random.randint(1, 4)):
        month.add(who, "see_log_answer", row="")


PIECES = {
    "Nolan": supervisors_piece,
    "Oakes": inspectors_piece,
    "Price": callers_piece,
    "Quinn": allocators_piece,
    "Reid": triage_piece,
    "Shah": liaison_piece,
    "Vance": auditors_piece,
}


# Usual days


def go_on(month, who, day, count, finish):
    """Do some pieces of work until the day ends."""
    share = (moment_on(day, finish) - month.clock[who]) / timedelta(minutes=1) / max(count, 1)
    for _ in range(count):
        if month.clock[who] > moment_on(day, finish):
            break
        PIECES.get(who, piece)(month, who, day)
        wait(month, who, 0.15 * max(share, 4), 1.15 * max(share, 4))


def usual_day(month, who, day):
    """A day of somebody with no event in it: more on Mondays, longer on late days."""
    _, finish, count, _ = HABITS[who]
    monday = DAYS[day - 1].weekday() == 0
    late = LATE.get((who, day))
    arrive(month, who, day)
    if who in ("Price", "Shah"):
        month.add(who, "see_victims", row="list")
    count += month.random.randint(-2, 2) + (3 if monday else 0) + (6 if late else 0)
    go_on(month, who, day, count, late or finish)
    leave(month, who)
    if who == "Shah":
        evening_write_up(month, who, day)


def evening_write_up(month, who, day):
    """Shah writes the day's calls up in one go, and addresses the letters that follow them."""
    calls = month.random.choice([0, 5, 7, 8, 9, 12])
    if not calls:
        return
    month.clock[who] = max(month.clock[who], moment_on(day, 17, month.random.randint(15, 70)))
    month.add(who, "sign_in", "sign-in", row="")
    for case in month.random.sample(range(CASES), calls):
        month.open(who, case, minutes=month.random.uniform(0.5, 2))
        if month.random.random() < 0.35:
            month.reveal(who, case, minutes=0.7)
        held = held_on(who, case)
        pause = month.random.uniform(1, 4)
        month.add(who, "record_contact", CHANGED, pause, case=case, capacities=held)
    leave(month, who)


def change_access(month, who, verb, minutes=None):
    """Propose or approve a change of somebody's access."""
    month.add(who, "see_duties", row="list", minutes=minutes)
    held = (unit_of(who)[1],)
    month.add(who, verb, CHANGED, minutes, row="", capacities=held)


def at_work(who, day):
    """Whether somebody works on a day, by the calendar alone."""
    return DAYS[day - 1].weekday() < 5 and day not in AWAY.get(who, ())


def waiting_for(who, day):
    """How many of the other administrator's proposals wait for somebody on a day."""
    other = "Usher" if who == "Tate" else "Tate"
    first = day
    while first > 1 and not at_work(who, first - 1):
        first -= 1
    return sum(JOINERS[other].get(past, 0) for past in range(first, day + 1))


def administrators_day(month, who, day):
    """Proposals in the morning, and the other's to approve in the afternoon."""
    arrive(month, who, day)
    month.add(who, "see_duties", row="list")
    for _ in range(JOINERS[who].get(day, 0)):
        change_access(month, who, "propose_access")
        wait(month, who, 3, 18)
    month.clock[who] = max(month.clock[who], moment_on(day, 13, month.random.randint(20, 90)))
    for _ in range(waiting_for(who, day)):
        change_access(month, who, "approve_access")
        wait(month, who, 0, 8)
    leave(month, who)


# Days with an event


def first_days(month, who, day):
    """A new starter reads the cases they were given, and gets lost now and then."""
    arrive(month, who, day, 8.5)
    half = cases_of(who)[:9] if day == 9 else cases_of(who)[9:]
    for case in half:
        if month.random.random() < 0.3:
            month.miss(who, row=month.random.choice(["", "missing"]))
        month.find(who, case)
        month.open(who, case, "see_history", "see_proof")
        wait(month, who, 8, 30)
    colleagues_question(month, who)
    leave(month, who)


def back_from_leave(month, who, day):
    """Everything that came in while somebody was away, in one long day."""
    arrive(month, who, day, 7.75)
    answer = "answer_item" if who in OFFICERS else "judge_answer"
    for case in month.random.sample(cases_of(who), 14 if who in OFFICERS else 18):
        month.open(who, case, "see_case", "see_history")
        if month.random.random() < 0.4:
            month.change(who, case, answer)
        wait(month, who, 2, 18)
    leave(month, who)


def operation_day(month, who, day):
    """An operation: papers of many linked cases come in and are put on the record in a day."""
    arrive(month, who, day, 6.5)
    for case in month.random.sample(cases_of(who), 13 if day == 10 else 10):
        month.open(who, case, "see_case", "see_proof", minutes=2)
        for _ in range(month.random.randint(1, 3)):
            month.change(who, case, "add_document")
        month.change(who, case, "add_note")
        wait(month, who, 3, 20)
    leave(month, who)


def disclosure_review(month, who, day):
    """A big disclosure review: documents of one's own cases, read and taken for the schedule."""
    arrive(month, who, day)
    own = cases_of(who)
    half = own[::2] if day % 2 == 0 else own[1::2]
    for case in half:
        month.open(who, case)
        for _ in range(month.random.randint(1, 4)):
            download(month, who, case, minutes=month.random.uniform(1, 5))
        wait(month, who, 5, 25)
        month.change(who, case, "add_note")
    leave(month, who)


def trial_day(month, who, day):
    """A day in court: one case, early, at noon and when the court has risen."""
    case = cases_of(who)[11]
    arrive(month, who, day, 8.25, f"{COURT}{month.random.randint(20, 24)}")
    month.open(who, case, "see_case", "see_proof", "see_documents")
    wait(month, who, 180, 220)
    download(month, who, case)
    wait(month, who, 180, 215)
    month.change(who, case, "add_note")
    for _ in range(month.random.randint(0, 3)):
        work_on(month, who, pick(month, who, day))
    leave(month, who)


def training_day(month, who, day):
    """A day in a classroom, and an hour of work after it."""
    arrive(month, who, day, 15.5)
    go_on(month, who, day, month.random.randint(1, 3), 18)
    leave(month, who)


def file_review(month, who, day):
    """The supervisor's review of files: three cases of each officer, and two of old ones."""
    arrive(month, who, day)
    files = [case for name in OFFICERS for case in month.random.sample(cases_of(name), 3)]
    for case in [*files, DOYLE_SUSPECT, ONCE_FRASERS]:
        month.open(who, case, "see_case", "see_history", minutes=month.random.uniform(1, 4))
        if month.random.random() < 0.7:
            month.change(who, case, "record_review")
        wait(month, who, 3, 14)
    leave(month, who)


def dip_sample(month, who, day):
    """The inspector's fifteen cases of the month."""
    arrive(month, who, day)
    for case in month.random.sample(range(CASES), 15):
        month.open(who, case, "see_case", "see_history", "see_proof")
        wait(month, who, 6, 22)
    leave(month, who)


def day_of_calls(month, who, day):
    """A day on which Price rings everybody who waits for news before the holidays."""
    arrive(month, who, day)
    month.add(who, "see_victims", row="list")
    for case in month.random.sample(range(CASES), 15):
        month.open(who, case, "see_victim", row="record", minutes=1)
        if month.random.random() < 0.6:
            month.reveal(who, case, minutes=1)
        wait(month, who, 4, 22)
        month.change(who, case, "record_contact")
    leave(month, who)


def night_duty(month, who, day):
    """A night on duty in the office, with one's own paperwork between the calls."""
    arrive(month, who, day, 21.5, f"{OFFICES['police']}{4 + 2 * EVERYONE.index(who)}")
    for _ in range(month.random.randint(5, 8)):
        officers_work(month, who, pick(month, who, day))
        wait(month, who, 20, 70)
    leave(month, who)


def called_out(month, who, day):
    """Called to a hospital at night; the work there, and then a shorter day."""
    case = pick(month, who, day)
    arrive(month, who, day, 2.5, f"{REMOTE['police']}{5 + 2 * EVERYONE.index(who)}")
    mistype(month, who, case)
    month.change(who, case, "add_note")
    month.reveal(who, case)
    month.change(who, case, "record_contact")
    leave(month, who)
    arrive(month, who, day, 12.5)
    go_on(month, who, day, 3, 17)
    leave(month, who)


def weekend_together(month, who, day):
    """Joint work at a weekend on a few cases of the operation."""
    linked = [7, 15, 39, 79]  # Hughes is the officer of each
    arrive(month, who, day, 9.5)
    for case in linked if who in ("Hughes", "Nolan") else linked[:3]:
        work_on(month, who, case) if who != "Nolan" else month.open(who, case, "see_referral")
        wait(month, who, 5, 35)
    leave(month, who)


def weekend_alone(month, who, day):
    """A couple of hours on a Saturday or a Sunday, on what did not get done."""
    arrive(month, who, day, 11, f"{REMOTE[unit_of(who)[0]]}{5 + 2 * EVERYONE.index(who)}")
    go_on(month, who, day, month.random.randint(2, 5), 14)
    leave(month, who)


def stock_take(month, who, day):
    """Quinn counts how the cases are spread, after a leaver and a trial."""
    arrive(month, who, day)
    month.add(who, "see_duties", row="list")
    for case in [*month.random.sample(range(CASES), 20), IRVING_VICTIM, ONCE_LEWISES]:
        month.open(who, case, minutes=month.random.uniform(1, 5))
        if month.random.random() < 0.3:
            month.change(who, case, "allocate_case")
        wait(month, who, 1, 12)
    leave(month, who)


EVENTS = {
    ("Clarke", 9): first_days,
    ("Clarke", 10): first_days,
    ("Irving", 11): back_from_leave,
    ("Fraser", 23): back_from_leave,
    **{("Hughes", day): operation_day for day in (9, 10, 11)},
    **{("Ahmed", day): disclosure_review for day in (24, 25)},
    **{("Lewis", day): disclosure_review for day in (18, 19)},
    **{("Kaur", day): trial_day for day in range(16, 21)},
    **{(who, 26): training_day for who in OFFICERS},
    **{(who, 5): training_day for who in PROSECUTORS if who != "Irving"},
    ("Nolan", 18): file_review,
    ("Oakes", 11): dip_sample,
    ("Price", 12): day_of_calls,
    ("Grant", 12): night_duty,
    ("Baker", 19): night_duty,
    ("Doyle", 19): called_out,
    **{(who, 21): weekend_together for who in ("Hughes", "Evans", "Nolan", "Moss")},
    ("Ahmed", 7): weekend_alone,
    ("Jones", 8): weekend_alone,
    ("Lewis", 15): weekend_alone,
    ("Kaur", 29): weekend_alone,
    ("Nolan", 1): weekend_alone,
    ("Quinn", 23): stock_take,
}


def ordinary_month():
    """The thirty days of all twenty-two people, without a misuse."""
    month = Month(seed=SEED)
    for day in range(1, 31):
        for who in EVERYONE:
            if (who, day) in EVENTS:
                EVENTS[who, day](month, who, day)
            elif at_work(who, day):
                administrators = who in JOINERS
                (administrators_day if administrators else usual_day)(month, who, day)
    return month


# Misuses


def slip_in(month, who, day, hour, minute=0):
    """Go on where somebody sits at that moment of their day, or sign in if they do not."""
    month.clock[who] = moment = moment_on(day, hour, minute)
    before = [e for e in month.entries if e.who == who and moment - timedelta(hours=12) < e.at]
    before = sorted((e for e in before if e.at <= moment), key=lambda entry: entry.at)
    usual = f"{OFFICES[unit_of(who)[0]]}{4 + 2 * EVERYONE.index(who)}"
    month.places[who] = before[-1].address if before else usual
    if not before or before[-1].verb == "sign_out":
        month.add(who, "sign_in", "sign-in", row="", minutes=0.2)


def others_cases(month, who, count):
    """Some cases on which somebody is not named."""
    return month.random.sample([n for n in range(CASES) if n not in cases_of(who)], count)


def leaver_takes_all(month):
    """On his last Friday Hughes goes through the unit's cases and takes a document of each."""
    slip_in(month, "Hughes", 27, 13, 5)
    for case in range(12, 84):
        month.open("Hughes", case, minutes=0.4)
        download(month, "Hughes", case, minutes=0.7)


def evenings_of_reading(month):
    """Moss stays on for five evenings and reads a fifth of the colleagues' cases in each."""
    cases = others_cases(month, "Moss", 90)
    for evening in range(5):
        slip_in(month, "Moss", 9 + evening, 17, 25 + 4 * evening)
        for case in cases[18 * evening : 18 * evening + 18]:
            month.open("Moss", case, "see_case", "see_proof", minutes=1.5)
            if case % 4 == 0:
                download(month, "Moss", case, minutes=1.5)


def second_sample(month):
    """Oakes calls it another dip sample, but reads thirty cases a day and takes interviews."""
    cases = month.random.sample(range(CASES), 60)
    for day, part in ((18, cases[:30]), (19, cases[30:])):
        slip_in(month, "Oakes", day, 9, 40)
        for case in part:
            month.open("Oakes", case, "see_case", "see_documents")
            if month.random.random() < 0.5:
                download(month, "Oakes", case, minutes=1)
            wait(month, "Oakes", 1, 6)


def tries_numbers(month):
    """Grant counts through URNs at her desk until some of them answer."""
    slip_in(month, "Grant", 5, 14, 10)
    hits = others_cases(month, "Grant", 4)
    for step in range(48):
        month.miss("Grant", minutes=0.25)
        if step % 12 == 11:
            month.find("Grant", hits[step // 12], minutes=0.25)


def tries_addresses(month):
    """Shah changes a number in the address bar, a few times an hour, on three days."""
    for day in (16, 17, 18):
        for hour in (11, 12, 13, 14, 15):
            slip_in(month, "Shah", day, hour, month.random.randint(3, 40))
            for _ in range(month.random.randint(3, 5)):
                month.miss("Shah", "see_case", row="missing", minutes=1.4)
            if hour % 2:
                month.open("Shah", month.random.randrange(CASES))


def list_of_addresses(month):
    """Price shows the names and addresses of twenty-eight victims within the hour."""
    slip_in(month, "Price", 19, 12, 20)
    month.add("Price", "see_victims", row="list", minutes=0.5)
    for case in month.random.sample(range(CASES), 28):
        month.reveal("Price", case, minutes=0.6)


def names_before_going_home(month):
    """Kaur shows five victims' names late on each of four days, at first in her own cases."""
    cases = cases_of("Kaur")[:12] + others_cases(month, "Kaur", 8)
    for step, day in enumerate((9, 10, 11, 13)):
        slip_in(month, "Kaur", day, 16, 35 + 6 * step)
        for case in cases[5 * step : 5 * step + 5]:
            month.reveal("Kaur", case, minutes=month.random.uniform(1, 3))
            wait(month, "Kaur", 2, 9)


def lunch_with_others_cases(month):
    """Evans looks through seven cases of colleagues in his lunch hour, victims and proof too."""
    slip_in(month, "Evans", 4, 12, 15)
    for case in others_cases(month, "Evans", 7):
        month.find("Evans", case, minutes=1)
        month.open("Evans", case, "see_history", "see_proof", "see_documents", minutes=1)
        month.open("Evans", case, "see_victim", row="record", minutes=1)


def follows_a_neighbour(month):
    """Jones follows one case of Lewis's, of a neighbour, with a short look every other day."""
    case = cases_of("Lewis")[16]
    for day, hour in ((3, 11), (4, 15), (6, 10), (9, 14), (11, 9), (13, 16), (17, 13)):
        slip_in(month, "Jones", day, hour, month.random.randint(0, 50))
        month.open("Jones", case, "see_case", "see_history", minutes=1.2)
        if day in (6, 13):
            month.open("Jones", case, "see_proof", "see_documents", minutes=2)


def friends_case(month):
    """Ahmed reads all of a case of Clarke's, a friend being suspected, between two of his own."""
    case = cases_of("Clarke")[6]
    slip_in(month, "Ahmed", 17, 10, 30)
    officers_work(month, "Ahmed", cases_of("Ahmed")[3])
    month.find("Ahmed", case, minutes=2)
    month.open("Ahmed", case, "see_referral", "see_proof", "see_history")
    download(month, "Ahmed", case)
    month.reveal("Ahmed", case)
    officers_work(month, "Ahmed", cases_of("Ahmed")[4])


def cannot_let_go(month):
    """Fraser goes back to the case he was taken off, reads all of it and takes two documents."""
    slip_in(month, "Fraser", 6, 15, 15)
    month.find("Fraser", ONCE_FRASERS)
    month.open("Fraser", ONCE_FRASERS, "see_history", "see_proof")
    download(month, "Fraser", ONCE_FRASERS)
    download(month, "Fraser", ONCE_FRASERS)


def looks_back_now_and_then(month):
    """Lewis looks at the case she gave up, one page on each of four days in two weeks."""
    looks = ((11, "see_case"), (13, "see_history"), (20, "see_proof"), (25, "read_decision"))
    for day, verb in looks:
        slip_in(month, "Lewis", day, 17, month.random.randint(0, 45))
        month.open("Lewis", ONCE_LEWISES, verb)


def brothers_case(month):
    """Doyle finds the case of a suspect of his own surname, and takes a statement."""
    slip_in(month, "Doyle", 12, 17, 20)
    month.miss("Doyle", minutes=0.5)
    month.find("Doyle", DOYLE_SUSPECT, minutes=0.5)
    month.open("Doyle", DOYLE_SUSPECT, "see_history", "see_proof")
    download(month, "Doyle", DOYLE_SUSPECT)


def cousins_record(month):
    """Irving opens one page, the record of a victim of her surname, amid cases of her own."""
    slip_in(month, "Irving", 20, 11, 10)
    prosecutors_work(month, "Irving", cases_of("Irving")[2])
    month.open("Irving", IRVING_VICTIM, "see_victim", row="record")
    prosecutors_work(month, "Irving", cases_of("Irving")[8])


def curious_about_a_name(month):
    """Clarke searches for the made-up case that sounds like one in the papers, and reads it."""
    slip_in(month, "Clarke", 25, 14, 50)
    month.find("Clarke", CANARY)
    month.open("Clarke", CANARY, "see_proof", "see_documents")


def one_among_allocations(month):
    """Quinn opens the made-up case once, between referrals he has to allocate."""
    slip_in(month, "Quinn", 13, 10, 20)
    allocators_piece(month, "Quinn", 13)
    month.open("Quinn", CANARY)
    allocators_piece(month, "Quinn", 13)


def two_accounts_one_chair(month):
    """On a Sunday Usher proposes nine changes, and approves them as Tate, who is on leave."""
    for who, minute in (("Usher", 40), ("Tate", 43)):
        month.clock[who], month.places[who] = (
            moment_on(15, 10, minute),
            f"{OFFICES['office']}44",
        )
        month.add(who, "sign_in", "sign-in", row="", minutes=0)
    for _ in range(9):
        change_access(month, "Usher", "propose_access", minutes=1.5)
        month.clock["Tate"] = month.clock["Usher"]
        change_access(month, "Tate", "approve_access", minutes=0.4)


def few_more_each_day(month):
    """Tate adds four duties that nobody asked for on each of four days; Usher waves them on."""
    for day in (23, 24, 25, 26):
        for hour in (10, 11, 14, 15):
            slip_in(month, "Tate", day, hour, month.random.randint(0, 40))
            change_access(month, "Tate", "propose_access", minutes=1)
            done = month.clock["Tate"] - moment_on(day, 0)
            slip_in(month, "Usher", day, 0, done / timedelta(minutes=1) + 2)
            month.add("Usher", "approve_access", CHANGED, row="", capacities=(unit_of("Usher")[1],))


def from_abroad(month):
    """At three on a Saturday morning Baker's account comes from abroad, and takes documents."""
    month.clock["Baker"], month.places["Baker"] = moment_on(14, 3, 4), "185.107.56.31"
    month.add("Baker", "sign_in", "sign-in", row="", minutes=0)
    month.add("Baker", "see_worklist", row="list", minutes=1)
    for case in cases_of("Baker")[:11]:
        month.open("Baker", case, minutes=0.8)
        download(month, "Baker", case, minutes=0.8)


def from_a_friends_flat(month):
    """On three nights Reid signs in from a flat, for ten minutes and two or three referrals."""
    for day, hour, minute in ((22, 23, 35), (25, 0, 20), (26, 23, 50)):
        month.clock["Reid"], month.places["Reid"] = (
            moment_on(day, hour, minute),
            "86.143.22.198",
        )
        month.add("Reid", "sign_in", "sign-in", row="", minutes=0)
        for case in month.random.sample(range(CASES), month.random.randint(2, 3)):
            month.open("Reid", case, "see_referral", "see_proof", minutes=1.7)
        month.add("Reid", "sign_out", "sign-in", row="")


MISUSES = {
    Misuse("bulk reading", "Hughes", 27): leaver_takes_all,
    Misuse("bulk reading", "Moss", 9): evenings_of_reading,
    Misuse("bulk reading", "Oakes", 18): second_sample,
    Misuse("enumeration", "Grant", 5): tries_numbers,
    Misuse("enumeration", "Shah", 16): tries_addresses,
    Misuse("reveals", "Price", 19): list_of_addresses,
    Misuse("reveals", "Kaur", 9): names_before_going_home,
    Misuse("no part in it", "Evans", 4): lunch_with_others_cases,
    Misuse("no part in it", "Jones", 3): follows_a_neighbour,
    Misuse("no part in it", "Ahmed", 17): friends_case,
    Misuse("return after leaving", "Fraser", 6): cannot_let_go,
    Misuse("return after leaving", "Lewis", 11): looks_back_now_and_then,
    Misuse("own name", "Doyle", 12): brothers_case,
    Misuse("own name", "Irving", 20): cousins_record,
    Misuse("canary", "Clarke", 25): curious_about_a_name,
    Misuse("canary", "Quinn", 13): one_among_allocations,
    Misuse("privilege changes", "Usher", 15): two_accounts_one_chair,
    Misuse("privilege changes", "Tate", 23): few_more_each_day,
    Misuse("night from a new place", "Baker", 14): from_abroad,
    Misuse("night from a new place", "Reid", 22): from_a_friends_flat,
}
