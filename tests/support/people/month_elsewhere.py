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
    READ,
    REMOTE,
    SENT,
    Month,
    cases_of,
    held_on,
    unit_of,
)
from tests.support.people.twenty_misuses import Misuse

EVERYONE = [*OFFICERS, *PROSECUTORS, *OTHERS]
MONDAY, FRIDAY, SATURDAY = 0, 4, 5
STARTS = {  # the hour at which a person usually signs in; half past eight for the rest
    "Ahmed": 7.0,
    "Clarke": 7.5,
    "Grant": 10.0,
    "Hughes": 9.5,
    "Kaur": 7.25,
    "Lewis": 9.75,
    "Nolan": 7.0,
    "Shah": 9.25,
    "Vance": 10.0,
}
PACES = {"Baker": 6, "Clarke": 3, "Evans": 5, "Hughes": 3, "Irving": 5, "Jones": 6, "Moss": 3}
HOME_DAYS = {  # weekdays on which a person works at home
    "Clarke": [FRIDAY],
    "Irving": [MONDAY, FRIDAY],
    "Kaur": [2, 3],
    "Moss": [1, FRIDAY],
    "Oakes": [MONDAY],
    "Reid": [FRIDAY],
    "Shah": [2],
    "Vance": [1, 3],
}
AWAY = {  # days of the month on leave, sick or between night shifts
    "Hughes": {16, 17, 18, 19, 20},
    "Kaur": {9, 10, 11},
    "Moss": {5, 6},
    "Baker": {27},
    "Oakes": {2, 3, 4},
    "Quinn": {20},
    "Evans": {27},
    "Shah": {27},
}
COVERED_BY = {"Hughes": ["Baker", "Clarke"], "Kaur": ["Moss", "Jones"], "Moss": ["Irving"]}
WEEKEND_DUTY = {  # who comes in on a Saturday or Sunday, for a few hours
    1: ["Grant"],
    7: ["Ahmed", "Price"],
    8: ["Ahmed"],
    14: ["Hughes", "Jones"],
    15: ["Hughes"],
    21: ["Clarke", "Price"],
    22: ["Clarke", "Lewis"],
    28: ["Doyle"],
    29: ["Doyle", "Irving"],
}
NIGHT_DUTY = {23, 24, 25, 26}  # Evans sits in the office from ten in the evening
IN_COURT = {"Doyle": {16, 17, 18, 19}, "Irving": {16, 17, 18}}
IN_TRAINING = {"Ahmed", "Fraser", "Grant"}
BEFORE_THE_PANEL = {"Jones", "Lewis"}
TRAINING_DAY, PANEL_EVE, JOINERS_DAY, DIP_SAMPLE = 18, 25, 9, 19
FILE_REVIEWS = {10, 24}
CALL_DAYS = {"Price": 13, "Shah": 16}


# Small pieces of work


def rest(month, who, least, most):
    """Time away from the screen: an interview, a call, lunch."""
    month.clock[who] += timedelta(minutes=month.random.uniform(least, most))


def chance(month, probability):
    """Whether something of this likelihood happens."""
    return month.random.random() < probability


def some_of(month, numbers, least, most):
    """A few of the numbers, in any order."""
    return month.random.sample(numbers, min(len(numbers), month.random.randint(least, most)))


def begin_at(month, who, date, hour, place=None):
    """The person signs in about an hour of a day."""
    month.begin(who, date + timedelta(hours=hour), place)


def end(month, who):
    """The person signs out."""
    month.add(who, "sign_out", "sign-out", row="")


def worklist(month, who):
    """The person reads their list of work."""
    month.add(who, "see_worklist", row="list", capacities=(unit_of(who)[1],))


def victims(month, who, case):
    """The person reads who the victims of a case are."""
    month.open(who, case, "see_victims", row="list")


def download(month, who, case, minutes=None):
    """The person takes a document of a case."""
    held = held_on(who, case)
    month.add(who, "download_document", SENT, minutes, case=case, capacities=held)


def change_access(month, who, verb, minutes=None):
    """Propose or approve that an account gets a capacity."""
    month.add(who, verb, CHANGED, minutes, row="", capacities=(unit_of(who)[1],))


def read_log(month, who):
    """The person reads an answer of the log."""
    month.add(who, "see_log_answer", READ, row="", capacities=(unit_of(who)[1],))


def home(month, who):
    """An address from which a person works at home."""
    return f"{REMOTE[unit_of(who)[0]]}{month.random.randint(2, 60)}"


def mistype(month, who, case):
    """A URN typed wrongly once or twice, then rightly."""
    for _ in range(month.random.randint(1, 2)):
        month.miss(who, minutes=month.random.uniform(0.3, 1.5))
    month.find(who, case, minutes=0.7)


def reach(month, who, case):
    """Come to a case, by the worklist or by its URN."""
    if chance(month, 0.06):
        mistype(month, who, case)
    elif chance(month, 0.3):
        month.find(who, case)
    else:
        month.open(who, case)


def call_victim(month, who, case):
    """Look up how to reach a victim, call, and write down what was said."""
    month.open(who, case)
    victims(month, who, case)
    month.reveal(who, case)
    rest(month, who, 5, 20)
    month.change(who, case, "record_contact")


def help_colleague(month, who):
    """A colleague asks something about a case of theirs, and both look at it."""
    colleagues = OFFICERS if who in OFFICERS else PROSECUTORS
    asker = month.random.choice([name for name in colleagues if name != who])
    case = month.random.choice(cases_of(asker))
    month.find(who, case)
    month.open(who, case, month.random.choice(["see_proof", "see_history", "see_documents"]))


# What people do on a case


def police_work(month, who, case):
    """One of the things an officer does on a case."""
    reach(month, who, case)
    kind = month.random.choices(
        ["answer", "document", "note", "duties", "look", "victim"], [5, 4, 4, 2, 4, 1]
    )[0]
    if kind == "answer":
        month.open(who, case, "see_proof")
        month.change(who, case, "answer_item")
    elif kind == "document":
        month.open(who, case, "see_documents")
        for _ in range(month.random.randint(1, 3)):
            month.change(who, case, "add_document")
    elif kind == "note":
        month.change(who, case, "add_note")
    elif kind == "duties":
        month.open(who, case, "see_duties")
    elif kind == "victim":
        call_victim(month, who, case)
    else:
        month.open(who, case, "see_proof", "see_history")


def legal_work(month, who, case):
    """One of the things a prosecutor does on a case."""
    reach(month, who, case)
    kind = month.random.choices(["plan", "judge", "review", "read", "note"], [2, 4, 2, 5, 2])[0]
    month.open(who, case, "see_proof")
    if kind == "plan":
        month.open(who, case, "see_referral")
        month.change(who, case, "set_action_plan")
    elif kind == "judge":
        for _ in range(month.random.randint(1, 3)):
            month.change(who, case, "judge_answer")
    elif kind == "review":
        month.open(who, case, "see_history", "read_decision")
        month.change(who, case, "record_review")
    elif kind == "read":
        month.open(who, case, "see_documents")
        for _ in range(month.random.randint(0, 3)):
            download(month, who, case)
    else:
        month.change(who, case, "add_note")


def covered_cases(who, day):
    """The cases of colleagues who are away and whom this person stands in for."""
    absent = [name for name, helpers in COVERED_BY.items() if who in helpers]
    return [case for name in absent if day in AWAY[name] for case in cases_of(name)]


def case_day(month, who, date):
    """An officer's or a prosecutor's ordinary day."""
    work = police_work if who in OFFICERS else legal_work
    pace = PACES.get(who, 4) + (3 if date.weekday() == MONDAY else 0)
    chosen = some_of(month, cases_of(who), pace - 1, pace + 2)
    chosen += some_of(month, covered_cases(who, date.day), 2, 4)
    worklist(month, who)
    for number, case in enumerate(chosen):
        work(month, who, case)
        rest(month, who, 8, 45)
        if number == 3:
            rest(month, who, 30, 60)
            worklist(month, who)
    if chance(month, 0.15):
        help_colleague(month, who)
    if who in PROSECUTORS and chance(month, 0.1):
        second_reading(month, who)
    end(month, who)


def second_reading(month, who):
    """A prosecutor reads a colleague's case from end to end, as a second opinion."""
    case = month.random.choice([n for n in range(CASES) if n not in cases_of(who)])
    month.find(who, case)
    month.open(who, case, "see_referral", "see_proof", "see_documents", minutes=8)
    for _ in range(month.random.randint(2, 5)):
        download(month, who, case, minutes=7)
    month.open(who, case, "read_decision")
    month.change(who, case, "add_note")


def supervisor_day(month, who, date):
    """The sergeant signs referrals off and looks in on what is late, or reviews the files."""
    reviewing = date.day in FILE_REVIEWS
    least, most = (18, 22) if reviewing else (5, 9)
    worklist(month, who)
    for case in some_of(month, range(CASES), least, most):
        month.open(who, case, "see_case", "see_proof")
        if reviewing:
            month.open(who, case, "see_history")
            month.change(who, case, "record_review")
        elif chance(month, 0.5):
            month.open(who, case, "see_referral")
            month.change(who, case, "sign_referral_off")
        rest(month, who, 1, 8 if reviewing else 35)
    if date.day == 12:
        month.open(who, 121, "see_case", "see_proof")
    end(month, who)


def inspector_day(month, who, date):
    """The inspector looks at little, but for a dip sample once a month."""
    worklist(month, who)
    sampling = date.day == DIP_SAMPLE
    chosen = (
        some_of(month, range(CASES), 15, 15) if sampling else some_of(month, range(CASES), 1, 3)
    )
    for case in [*chosen, 124] if sampling else chosen:
        month.find(who, case)
        month.open(who, case, "see_history", "see_proof")
        if sampling:
            month.open(who, case, "see_documents", "see_duties")
        rest(month, who, 5, 20)
    end(month, who)


def liaison_day(month, who, date):
    """Calls to victims: a handful, or a whole day of them."""
    worklist(month, who)
    calling = date.day == CALL_DAYS[who]
    least, most = (13, 15) if calling else (3, 6)
    for case in some_of(month, range(CASES), least, most):
        if calling or chance(month, 0.7):
            call_victim(month, who, case)
        else:
            month.open(who, case, "see_case", "see_duties")
            victims(month, who, case)
        rest(month, who, 1, 10 if calling else 50)
    if who == "Shah" and date.day == 4:
        call_victim(month, who, 122)
    end(month, who)


def allocation_day(month, who, date):
    """The head of the unit gives out new cases and asks how old ones are going."""
    worklist(month, who)
    for case in some_of(month, range(CASES), 4, 10 if date.weekday() == MONDAY else 7):
        month.open(who, case, "see_case", "see_referral")
        if chance(month, 0.6):
            month.change(who, case, "allocate_case")
        rest(month, who, 5, 40)
    end(month, who)


def triage_day(month, who, date):
    """Every referral that came in is read, and accepted or sent back."""
    worklist(month, who)
    least, most = (11, 15) if date.weekday() == MONDAY else (6, 10)
    for case in some_of(month, range(CASES), least, most):
        month.open(who, case, "see_referral", "see_proof", "see_documents")
        if chance(month, 0.4):
            download(month, who, case)
        verb = "accept_referral" if chance(month, 0.7) else "return_referral"
        month.change(who, case, verb)
        rest(month, who, 3, 20)
    end(month, who)


def office_day(month, who, date):
    """An administrator or the reader of the log; accounts are changed in access_requests."""
    worklist(month, who)
    if who == "Vance":
        for _ in range(month.random.randint(2, 6)):
            read_log(month, who)
            rest(month, who, 15, 60)
        if chance(month, 0.1):
            month.miss(who, "see_log_answer", row="missing")
    else:
        access_requests(month, who, date)
    rest(month, who, 60, 120)
    end(month, who)


def access_requests(month, who, date):
    """One administrator proposes, in the morning; the other approves, in the afternoon."""
    joiners = date.day == JOINERS_DAY
    proposes = who == ("Tate" if joiners or date.day % 2 else "Usher")
    requests = 5 if joiners else 1 + date.day % 2 if date.day % 3 == 0 else 0
    if not proposes:
        month.clock[who] = max(month.clock[who], date + timedelta(hours=13.5))
    for _ in range(requests):
        change_access(month, who, "propose_access" if proposes else "approve_access")
        rest(month, who, 1, 8)


# Days unlike the others


def court_day(month, who, date):
    """A trial: one case all day from the court building, little else."""
    case = cases_of(who)[4]
    begin_at(month, who, date, 7.75, home(month, who))
    month.open(who, case, "see_case", "see_proof", "see_documents")
    for _ in range(month.random.randint(4, 9)):
        download(month, who, case, minutes=2)
    rest(month, who, 240, 300)
    month.open(who, case, "see_documents", "see_history")
    month.change(who, case, "add_note")
    end(month, who)


def training_day(month, who, date):
    """Trainees sign in late, try the search and see a case or two of their own."""
    begin_at(month, who, date, 9.5)
    worklist(month, who)
    for case in some_of(month, cases_of(who), 1, 2):
        month.miss(who, minutes=3)
        mistype(month, who, case)
        month.open(who, case, "see_proof", "see_duties", "see_documents")
    month.miss(who, "see_case", row="missing")
    rest(month, who, 120, 200)
    end(month, who)


def night_duty(month, who, date):
    """A night in the office: old cases are tidied, from ten until about four."""
    begin_at(month, who, date, 22, f"{OFFICES['police']}14")
    worklist(month, who)
    for case in some_of(month, cases_of(who), 5, 7):
        police_work(month, who, case)
        rest(month, who, 15, 50)
    end(month, who)


def call_out(month, who, date, hour, place):
    """Called to a hospital at night: a victim is there whose case the officer has."""
    begin_at(month, who, date, hour, place)
    case = cases_of(who)[month.random.randint(0, 14)]
    mistype(month, who, case)
    month.open(who, case, "see_proof", "see_duties")
    month.reveal(who, case)
    month.change(who, case, "add_note")
    end(month, who)


def panel_rush(month, who, date):
    """The evening before a panel: nearly every case of one's own, one after the other."""
    month.begin(who, max(month.clock[who], date + timedelta(hours=16.75)))
    for case in some_of(month, cases_of(who), 15, 19):
        month.open(who, case, "see_case", "see_proof", minutes=month.random.uniform(1, 3))
        if chance(month, 0.3):
            download(month, who, case)
        if chance(month, 0.3):
            month.change(who, case, "record_review")
    end(month, who)


def hand_over(month):
    """The officer who took a case over from Fraser asks where a statement is."""
    signed_in(month, "Fraser", 3, 14.5)
    month.find("Fraser", 123)
    month.open("Fraser", 123, "see_documents")


# The month


def ordinary_day(month, who, date):
    """What a person does on a day with nothing special in it."""
    place = home(month, who) if date.weekday() in HOME_DAYS.get(who, []) else None
    begin_at(month, who, date, STARTS.get(who, 8.5), place)
    if who in OFFICERS or who in PROSECUTORS:
        case_day(month, who, date)
    else:
        days = {
            "supervise_cases": supervisor_day,
            "inspect_cases": inspector_day,
            "contact_victims": liaison_day,
            "liaise_with_victims": liaison_day,
            "allocate_cases": allocation_day,
            "triage_cases": triage_day,
        }
        days.get(unit_of(who)[1], office_day)(month, who, date)


def weekend_day(month, who, date):
    """A few hours on a Saturday or Sunday."""
    begin_at(month, who, date, 10)
    worklist(month, who)
    for case in some_of(month, cases_of(who) or range(CASES), 2, 3):
        if who in OTHERS:
            call_victim(month, who, case)
        else:
            (police_work if who in OFFICERS else legal_work)(month, who, case)
        rest(month, who, 10, 30)
    end(month, who)


def weekday(month, who, date):
    """The kind of day that a person has on a weekday."""
    if date.day in AWAY.get(who, ()):
        return
    if who == "Evans" and date.day in NIGHT_DUTY:
        night_duty(month, who, date)
    elif date.day in IN_COURT.get(who, ()):
        court_day(month, who, date)
    elif date.day == TRAINING_DAY and who in IN_TRAINING:
        training_day(month, who, date)
    else:
        ordinary_day(month, who, date)
    if date.day == PANEL_EVE and who in BEFORE_THE_PANEL:
        panel_rush(month, who, date)


def ordinary_month():
    """All thirty days of the month, without any misuse."""
    month = Month(seed=4117)
    for date in DAYS:
        if date.weekday() >= SATURDAY:
            for who in WEEKEND_DUTY[date.day]:
                weekend_day(month, who, date)
        else:
            for who in EVERYONE:
                weekday(month, who, date)
    call_out(month, "Grant", DAYS[5], 1.5, f"{REMOTE['police']}33")
    call_out(month, "Doyle", DAYS[13], 3.25, "192.0.2.61")
    hand_over(month)
    return month


# Misuses. A day is the day of the month on which the misuse begins.


def signed_in(month, who, day, hour, place=None):
    """Put a person at an hour of a day, where they sit on that day unless a place is given."""
    date = DAYS[day - 1]
    today = [e for e in month.entries if e.who == who and e.at.date() == date.date()]
    usual = today[0].address if today else f"{OFFICES[unit_of(who)[0]]}21"
    month.clock[who] = date + timedelta(hours=hour)
    month.places[who] = place or usual


def cases_of_others(who):
    """The cases on which a person is not named."""
    return [case for case in range(CASES) if case not in cases_of(who)]


def everything_after_hours(month):
    """Clarke stays late and takes the documents of case after case, his or not."""
    signed_in(month, "Clarke", 5, 18.0)
    for case in month.random.sample(range(CASES), 45):
        month.find("Clarke", case, minutes=0.8)
        month.open("Clarke", case, "see_documents", minutes=0.4)
        download(month, "Clarke", case, minutes=0.4)


def few_each_hour(month):
    """Moss reads four or five cases of colleagues in every hour of a working day."""
    chosen = iter(month.random.sample(cases_of_others("Moss"), 45))
    for hour in range(9, 18):
        signed_in(month, "Moss", 11, hour + month.random.uniform(0.1, 0.4))
        for _ in range(month.random.randint(4, 4 + hour % 2)):
            case = next(chosen)
            month.find("Moss", case)
            month.open("Moss", case, "see_proof")


def week_of_copies(month):
    """Reid, who reads referrals all day, takes copies of twelve more cases a day for a week."""
    chosen = month.random.sample(range(CASES), 60)
    for number, day in enumerate(range(23, 28)):
        for place, case in enumerate(chosen[number * 12 : number * 12 + 12]):
            signed_in(month, "Reid", day, 9.2 + place * 0.6)
            month.open("Reid", case, "see_documents")
            download(month, "Reid", case, minutes=1)
            download(month, "Reid", case, minutes=1)


def guessed_urns(month):
    """Baker types one URN after the other to see which are there."""
    signed_in(month, "Baker", 10, 13.1)
    for number in range(32):
        if number % 8 == 5:
            month.find("Baker", month.random.choice(cases_of_others("Baker")), minutes=0.3)
        else:
            month.miss("Baker", minutes=0.3)


def patient_addresses(month):
    """Vance tries three made-up addresses an hour, from morning to evening."""
    for hour in range(9, 18):
        signed_in(month, "Vance", 17, hour + month.random.uniform(0.2, 0.7))
        for verb in ("see_case", "see_victim", "see_case"):
            month.miss("Vance", verb, row="missing")


def addresses_in_a_row(month):
    """Hughes copies the addresses of twelve victims, most of colleagues' cases."""
    signed_in(month, "Hughes", 12, 16.5)
    chosen = month.random.sample(cases_of_others("Hughes"), 9) + month.random.sample(
        cases_of("Hughes"), 3
    )
    for case in chosen:
        month.reveal("Hughes", case, minutes=0.7)


def addresses_without_calls(month):
    """Price looks up seven more addresses a day for three days, and calls nobody."""
    chosen = month.random.sample(range(CASES), 21)
    for number, day in enumerate((18, 19, 20)):
        for place, case in enumerate(chosen[number * 7 : number * 7 + 7]):
            signed_in(month, "Price", day, 9.4 + place * 1.1)
            month.reveal("Price", case)


def address_each_hour(month):
    """Kaur reveals one victim of her own cases each hour, between other work."""
    for number, case in enumerate(month.random.sample(cases_of("Kaur"), 9)):
        signed_in(month, "Kaur", 24, 8.5 + number * 0.95)
        month.open("Kaur", case)
        month.reveal("Kaur", case)


def friend_of_evans(month):
    """Evans follows a case of Grant's, against a friend, and takes a document home."""
    for day, hour in ((4, 12.3), (6, 16.2), (9, 11.5)):
        signed_in(month, "Evans", day, hour)
        month.find("Evans", 30)
        month.open("Evans", 30, "see_history", "see_proof", "see_documents", "see_duties")
        victims(month, "Evans", 30)
    download(month, "Evans", 30)


def neighbour_of_jones(month):
    """Jones glances at a neighbour's case, Lewis's, for two minutes on each day of a week."""
    for day in range(16, 21):
        signed_in(month, "Jones", day, month.random.uniform(10, 16))
        month.open("Jones", 43, "see_case", "read_decision", minutes=1)


def fraser_goes_back(month):
    """Fraser goes back to the case he was taken off, and reads and copies all of it."""
    signed_in(month, "Fraser", 13, 15.4)
    month.find("Fraser", 123)
    month.open("Fraser", 123, "see_history", "see_proof", "see_documents")
    for _ in range(5):
        download(month, "Fraser", 123, minutes=1)


def lewis_looks_again(month):
    """Lewis looks twice, shortly, at how a case she left is going."""
    for day, hour in ((6, 11.8), (10, 14.6)):
        signed_in(month, "Lewis", day, hour)
        month.open("Lewis", 124, "see_case")


def cousin_of_doyle(month):
    """Doyle searches for the case of a suspect of his family and reads it."""
    signed_in(month, "Doyle", 9, 12.6)
    month.miss("Doyle", minutes=0.5)
    month.find("Doyle", 121)
    month.open("Doyle", 121, "see_proof", "see_history", "see_documents")
    victims(month, "Doyle", 121)


def sister_of_irving(month):
    """Irving takes one look at the case of a victim of her family, between cases of her own."""
    signed_in(month, "Irving", 25, 10.9)
    month.open("Irving", cases_of("Irving")[3], "see_case", "see_proof")
    month.open("Irving", 122, "see_case", minutes=1)
    month.open("Irving", cases_of("Irving")[7], "see_case")


def grant_is_curious(month):
    """Grant has heard of a well-known person's case, and opens what he finds."""
    signed_in(month, "Grant", 26, 15.1)
    month.find("Grant", 120)
    month.open("Grant", 120, "see_proof", "see_documents")
    download(month, "Grant", 120)


def shah_peeps(month):
    """Shah, between two calls, looks once at a victim whose name caught her eye."""
    signed_in(month, "Shah", 3, 11.6)
    month.open("Shah", 120, "see_victim", row="record", minutes=1)


def friday_evening_grants(month):
    """Usher proposes nine accesses late on a Friday; Tate lets three through on Monday."""
    signed_in(month, "Usher", 27, 18.4)
    for _ in range(9):
        change_access(month, "Usher", "propose_access", minutes=1.5)
    signed_in(month, "Tate", 30, 9.1)
    for _ in range(3):
        change_access(month, "Tate", "approve_access")


def unlocked_screen(month):
    """Tate proposes at lunch on two days, and approves as Usher from where Tate sits."""
    for day, number in ((12, 4), (13, 3)):
        signed_in(month, "Tate", day, 12.7)
        signed_in(month, "Usher", day, 12.72, place=month.places["Tate"])
        for _ in range(number):
            change_access(month, "Tate", "propose_access", minutes=2)
            change_access(month, "Usher", "approve_access", minutes=2)


def ahmed_at_two(month):
    """Somebody with Ahmed's password, or Ahmed, takes documents at two in the morning."""
    signed_in(month, "Ahmed", 19, 2.1, place="203.0.113.77")
    month.add("Ahmed", "sign_in", "sign-in", row="")
    worklist(month, "Ahmed")
    for case in month.random.sample(cases_of("Ahmed"), 5):
        month.open("Ahmed", case, "see_case", "see_documents", minutes=1)
        download(month, "Ahmed", case, minutes=1)


def nolan_on_a_saturday(month):
    """Nolan, from a place never seen before, reads two cases in the night and leaves."""
    signed_in(month, "Nolan", 28, 3.3, place="198.51.100.24")
    month.add("Nolan", "sign_in", "sign-in", row="")
    for case in (17, 62):
        month.open("Nolan", case, "see_case", "see_proof")
    end(month, "Nolan")


MISUSES = {
    Misuse("bulk reading", "Clarke", 5): everything_after_hours,
    Misuse("bulk reading", "Moss", 11): few_each_hour,
    Misuse("bulk reading", "Reid", 23): week_of_copies,
    Misuse("enumeration", "Baker", 10): guessed_urns,
    Misuse("enumeration", "Vance", 17): patient_addresses,
    Misuse("reveals", "Hughes", 12): addresses_in_a_row,
    Misuse("reveals", "Price", 18): addresses_without_calls,
    Misuse("reveals", "Kaur", 24): address_each_hour,
    Misuse("no part in it", "Evans", 4): friend_of_evans,
    Misuse("no part in it", "Jones", 16): neighbour_of_jones,
    Misuse("return after leaving", "Fraser", 13): fraser_goes_back,
    Misuse("return after leaving", "Lewis", 6): lewis_looks_again,
    Misuse("own name", "Doyle", 9): cousin_of_doyle,
    Misuse("own name", "Irving", 25): sister_of_irving,
    Misuse("canary", "Grant", 26): grant_is_curious,
    Misuse("canary", "Shah", 3): shah_peeps,
    Misuse("privilege changes", "Usher", 27): friday_evening_grants,
    Misuse("privilege changes", "Tate", 12): unlocked_screen,
    Misuse("night from a new place", "Ahmed", 19): ahmed_at_two,
    Misuse("night from a new place", "Nolan", 28): nolan_on_a_saturday,
}
