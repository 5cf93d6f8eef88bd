"""Proportions computed independently by pandas from the tables. Imports nothing of the project.

Written from the definitions in pilots.measures.proportions, not from the SQL it is compared with.
"""

from collections import defaultdict
from datetime import timedelta
from types import SimpleNamespace

import pandas as pd

from tests.support.pilots.referrals_in_pandas import advice_events, case_events, decision_events
from tests.support.pilots.stages_in_pandas import london_date, rows_by_key, yes_or_no
from tests.support.pilots.suspects_in_pandas import (
    answered_plan_answers,
    plan_answers,
    suspect_events,
)

TABLES = (
    "cases_case", "cases_referral", "cases_referralreturn", "cases_returnreason",
    "cases_filequality", "cases_filefailure", "cases_actionplan", "cases_actionitem",
    "cases_actionitem_suspects", "cases_actionitem_gaps", "cases_gap", "cases_review",
    "cases_review_suspects", "cases_itementry", "cases_challenge", "cases_victimrequest",
    "timeliness_clock", "cases_victim", "victims_duty", "victims_contact", "victims_victimrecord",
    "victims_withdrawal", "victims_supportreferral", "victims_casesupport", "cases_suspect",
    "cases_referral_suspects", "cases_decision", "cases_courtfact", "cases_finalisation",
    "cases_earlyadvice", "cases_earlyadvice_suspects", "cases_closingreport",
    "cases_closingoutcome",
    "cases_advicestep", "cases_givenadvice", "cases_allegation", "cases_circumstances",
    "cases_circumstances_abusers", "cases_proposal", "cases_reportedcharge",
    "cases_disposalreport", "cases_reversal",
)  # fmt: skip
COLUMNS = ["subject", "about", "case", "on", "police_unit", "cps_unit", "urgency", "answers"]


def event_frames(connection):
    """{table: DataFrame} of the recorded facts."""
    found = {}
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(f"SELECT * FROM {name}")
            columns = [each.name for each in cursor.description]
            found[name] = pd.DataFrame(cursor.fetchall(), columns=columns)
    return found


def event_rows(frames, now):
    """A DataFrame of COLUMNS, one row a measure event; answers: frozenset of (question, answer)."""
    cases = {row["id"]: row for row in frames["cases_case"].to_dict("records")}
    of = {
        name: rows_by_key(frame, "case_id") for name, frame in frames.items() if "case_id" in frame
    }
    wide = SimpleNamespace(
        reasons=rows_by_key(frames["cases_returnreason"], "of_id"), now=now,
        clocks={row["id"]: row for row in frames["timeliness_clock"].to_dict("records")},
        named=rows_by_key(frames["cases_actionitem_suspects"], "actionitem_id"),
        fills=rows_by_key(frames["cases_actionitem_gaps"], "actionitem_id"),
        reviewed=rows_by_key(frames["cases_review_suspects"], "review_id"),
        referred=rows_by_key(frames["cases_referral_suspects"], "suspect_id"),
        abusers=rows_by_key(frames["cases_circumstances_abusers"], "circumstances_id"),
        advised=rows_by_key(frames["cases_earlyadvice_suspects"], "suspect_id"),
        ended=rows_by_key(frames["cases_closingoutcome"], "report_id"),
    )  # fmt: skip
    found = []
    for case in cases.values():
        if case["is_restricted"]:
            continue
        facts = defaultdict(list, {name: rows.get(case["id"], []) for name, rows in of.items()})
        unit = case["cps_unit_id"]
        unit = None if unit is None or pd.isna(unit) else int(unit)
        silent, wide.case = hidden_row_ids(facts), case
        for of_subject in OF:
            for subject, about, on, urgency, answers in of_subject(facts, wide):
                answers = frozenset(each for each in answers if each)
                where = (case["police_unit_id"], None if about in silent else unit)
                found.append((subject, about, case["id"], on, *where, urgency, answers))
    return pd.DataFrame(found, columns=COLUMNS)


def hidden_row_ids(facts):
    """Ids of rows hidden from the CPS: records, duties, closings, and the contacts of records."""
    records = {row["id"] for row in facts["victims_victimrecord"] if row["only_side"]}
    duties = {row["id"] for row in facts["victims_duty"] if row["only_side"]}
    contacts = {row["id"] for row in facts["victims_contact"] if row["record_id"] in records}
    closings = {row["id"] for row in facts["cases_closingreport"] if row["only_side"]}
    return records | duties | contacts | closings


def triage_events(facts, wide):
    """Events of referrals that triage has accepted or returned."""
    back = {row["referral_id"]: row for row in facts["cases_referralreturn"]}
    for row in facts["cases_referral"]:
        if london_date(row["triaged_at"]) is None:
            continue
        answers = {("returned", "ACCEPTED")}
        if row["id"] in back:
            why = wide.reasons.get(back[row["id"]]["id"], [])
            answers = {("returned", "RETURNED")} | {(f"returned-{w['code']}", "YES") for w in why}
        yield "triage", row["id"], london_date(row["triaged_at"]), row["urgency"], answers


def file_events(facts, wide):
    """Events of assessed files."""
    urgency = {row["id"]: row["urgency"] for row in facts["cases_referral"]}
    for row in facts["cases_filequality"]:
        failed = [f for f in facts["cases_filefailure"] if f["quality_id"] == row["id"]]
        is_closed = row["closes_at"] <= wide.now
        stand = [f for f in failed if f["status"] != "SUCCESSFUL"]
        silent = [f for f in failed if f["status"] == "REPORTED"]
        answers = {yes_or_no("compliant", row["is_compliant"])}
        answers |= {
            yes_or_no("after-disputes", not stand) if is_closed else ("after-disputes", "OPEN")
        }
        if failed:
            known = is_closed or not silent
            answers |= {
                yes_or_no("failures-answered", not silent)
                if known
                else ("failures-answered", "OPEN")
            }
        yield "files", row["id"], london_date(row["at"]), urgency[row["referral_id"]], answers


def plan_events(facts, wide):
    """Events of action plans and of their items."""
    plans = sorted(facts["cases_actionplan"], key=lambda row: row["number"])
    seen, asked = set(), set()
    for plan in plans:
        items = [row for row in facts["cases_actionitem"] if row["plan_id"] == plan["id"]]
        people = {n["suspect_id"] for row in items for n in wide.named.get(row["id"], [])}
        set_on = london_date(plan["set_at"])
        asks = {}
        for item in sorted(items, key=lambda row: row["number"]):
            filled = {row["gap_id"] for row in wide.fills.get(item["id"], [])} - asked
            asked |= filled
            asks[item["id"]] = list(gap_answers(filled, plan, facts, wide))
            answers = [*action_events(item, facts, london_date(wide.now)), *asks[item["id"]]]
            yield "actions", item["id"], set_on, "", answers
        late = [answer for each in asks.values() for name, answer in each if name == "late-ask"]
        late = "YES" in late if late else None
        answers = {
            yes_or_no("later-plan", people & seen), *plan_answers(people, facts),
            *answered_plan_answers(items, people, late, facts, wide),
        }  # fmt: skip
        yield "plans", plan["id"], set_on, "", answers
        seen |= people


def gap_answers(filled, plan, facts, wide):
    """Whether one of the gaps that are first asked for stood at the suspect's first review."""
    late = defaultdict(list)  # days by kind
    for gap in (row for row in facts["cases_gap"] if row["id"] in filled):
        reviews = [
            (row["at"], row["id"]) for row in facts["cases_review"]
            if gap["suspect_id"] in {n["suspect_id"] for n in wide.reviewed.get(row["id"], [])}
        ]  # fmt: skip
        if reviews and is_late(gap, plan, *min(reviews)):
            days = london_date(plan["set_at"]) - london_date(min(reviews)[0])
            late[gap["material"]].append(days.days)
    if filled:
        yield yes_or_no("late-ask", late)
    for material, days in late.items():
        yield (f"late-ask-{material}", "YES")
        yield (f"days-late-ask-{material}", str(max(days)))
    if late:
        yield ("days-late-ask", str(max(max(days) for days in late.values())))


def is_late(gap, plan, first_at, first):
    """Whether a plan of a later review asks for a gap that stood at the first review."""
    return gap["at"] <= first_at < plan["set_at"] and first != plan["review_id"]


def action_events(item, facts, today):
    """The answers about one action item."""
    entries = [row for row in facts["cases_itementry"] if row["item_id"] == item["id"]]
    said = sorted(
        london_date(row["at"]) for row in entries if row["kind"] in ("ANSWERED", "PARTLY", "CANNOT")
    )
    if item["status"] != "CANCELLED":
        is_open = item["status"] == "OPEN"
        if said or not is_open or item["first_due_on"] < today:
            yield yes_or_no("by-first-date", said and said[0] <= item["first_due_on"])
        else:
            yield ("by-first-date", "OPEN")
        if not is_open or item["due_on"] < today:
            yield yes_or_no("by-agreed-date", not is_open and said and said[-1] <= item["due_on"])
        else:
            yield ("by-agreed-date", "OPEN")
    asked = [
        row for row in facts["cases_challenge"]
        if row["item_id"] == item["id"] and row["kind"] == "CHALLENGE"
    ]  # fmt: skip
    yield yes_or_no("challenged", asked)
    over = [
        row for row in asked if row["status"] in ("ANSWERED", "SETTLED")
        or (row["status"] == "WITHDRAWN" and row["answer"] == "HOLD")
    ]  # fmt: skip
    right = [
        row for row in over if row["answer"] in ("CANCEL", "AMEND")
        or (row["status"] == "SETTLED" and row["outcome"] in ("UPHELD", "PART"))
    ]  # fmt: skip
    if asked:
        yield yes_or_no("upheld", right) if over else ("upheld", "OPEN")
    requests = [row for row in facts["cases_victimrequest"] if row["item_id"] == item["id"]]
    yield yes_or_no("reaches-victim", requests)


def counselling_events(facts, wide):
    """Proposals to ask for counselling records, and the requests that came of them."""
    for row in facts["cases_proposal"]:
        answers = {
            ("counselling-refused", "OPEN") if row["status"] == "WAITING"
            else yes_or_no("counselling-refused", row["status"] == "REFUSED")
        }  # fmt: skip
        yield "counselling-proposals", row["id"], london_date(row["at"]), "", answers
    items = {row["id"]: row["status"] for row in facts["cases_actionitem"]}
    for row in facts["cases_victimrequest"]:
        if row["reach"] != "COUNSELLING":
            continue
        status = items[row["item_id"]]
        decided, asked = (not pd.isna(row[n]) for n in ("authorised_on", "requested_on"))
        withdrawn = status == "CANCELLED" and not asked
        answers = {
            yes_or_no(f"counselling-{name}", holds) if known or status != "OPEN"
            else (f"counselling-{name}", "OPEN")
            for name, holds, known in (
                ("displaced", decided, decided), ("asked", asked, asked),
                ("withdrawn", withdrawn, asked),
            )
        }  # fmt: skip
        yield "counselling-requests", row["id"], london_date(row["set_at"]), "", answers


def closing_events(facts, wide):
    """Signed closing reports, each with its three answers, and its outcomes if it still stands."""
    for row in facts["cases_closingreport"]:
        if row["status"] not in ("CLOSED", "REOPENED"):
            continue
        outcomes = {each["outcome"] for each in wide.ended.get(row["id"], [])}
        stands = outcomes if row["status"] == "CLOSED" else ()
        answers = {
            yes_or_no("closed-unsupported", 16 in outcomes),
            yes_or_no("closed-interviewed", not pd.isna(row["interviewed_on"])),
            yes_or_no("closed-reopened", row["status"] == "REOPENED"),
            *((f"closed-unsupported-{code}", "YES") for code in stands),
        }
        yield "closings", row["id"], london_date(row["answered_at"]), "", answers


def duty_events(facts, wide):
    """Events of duties to victims."""
    for row in facts["victims_duty"]:
        if row["ended_because"]:
            continue
        due = wide.clocks[row["clock_id"]]["due_at"]
        was_sent_by_then = bool(london_date(row["sent_at"])) and row["sent_at"] <= due
        if london_date(row["kept_at"]):
            answer = "KEPT" if row["kept_at"] <= due or was_sent_by_then else "LATE"
        else:
            answer = "BREACHED" if due < wide.now and not was_sent_by_then else "OPEN"
        who = "police" if row["owed_by"] == "POLICE" else "cps"
        yield f"{who}-duties", row["id"], london_date(due), "", {(f"told-by-{who}", answer)}


def contact_events(facts, wide):
    """One event for each contact that reached the victim: whether the next came in time."""
    for record in facts["victims_victimrecord"]:
        reached = sorted(
            (row["contacted_at"], row["id"]) for row in facts["victims_contact"]
            if row["record_id"] == record["id"] and row["outcome"] == "REACHED"
        )  # fmt: skip
        over = not record["is_open"] or record["is_withdrawn"] or record["wants_contact"] == "NO"
        for n, (at, pk) in enumerate(reached):
            after = london_date(reached[n + 1][0]) if n + 1 < len(reached) else None
            if after is None and over:
                continue
            answer = timeliness_answer(
                record["update_every_days"], london_date(at), after, london_date(wide.now)
            )
            yield "contacts", pk, london_date(at), "", {("heard-in-time", answer)}


def timeliness_answer(every, began, after, today):
    """Whether the next contact came within the agreed interval; UNKNOWN if there is none."""
    if every is None or every != every:
        return "UNKNOWN"
    last = began + timedelta(days=int(every))
    if after:
        return "KEPT" if after <= last else "LATE"
    return "BREACHED" if today > last else "OPEN"


def victim_events(facts, wide):
    """Events of victims and their withdrawals."""
    added = {row["id"]: london_date(row["added_at"]) for row in facts["cases_victim"]}
    for record in facts["victims_victimrecord"]:
        gone = [
            row for row in facts["victims_withdrawal"]
            if row["record_id"] == record["id"] and london_date(row["taken_back_at"]) is None
        ]  # fmt: skip
        back = [
            row for row in facts["victims_withdrawal"]
            if row["record_id"] == record["id"] and london_date(row["taken_back_at"])
        ]  # fmt: skip
        confirmed = [row for row in gone if row["confirmed_by"]]
        said = [(row["on"], row["at"], row["answer"]) for row in facts["victims_casesupport"]
                if row["record_id"] == record["id"]]  # fmt: skip
        said += [(row["taken_back_on"], row["taken_back_at"], "YES") for row in back]
        sides = {
            row["only_side"] for row in facts["victims_supportreferral"]
            if row["record_id"] == record["id"]
        }  # fmt: skip
        every = record["update_every_days"]
        answers = {
            ("supports", "NO" if confirmed else max(said)[2] if said and not gone else "UNKNOWN"),
            yes_or_no("stays", not confirmed) if confirmed or not gone else ("stays", "UNKNOWN"),
            ("withdrew-when", confirmed[0]["stage"]) if confirmed else None,
            yes_or_no("interval-agreed", every is not None and every == every),
            yes_or_no("isva-by-police", "POLICE" in sides),
            yes_or_no("isva-by-cps", "CPS" in sides) if record["only_side"] != "POLICE" else None,
        }
        yield "victims", record["id"], added[record["victim_id"]], "", answers


OF = (
    triage_events, suspect_events, file_events, plan_events, closing_events, duty_events,
    contact_events, victim_events, case_events, advice_events, decision_events, counselling_events,
)  # fmt: skip
