"""Stage durations computed independently by pandas from the tables. Imports nothing of the project.

Written from the definitions in pilots.measures.stages, not from the SQL it is compared with.
"""

from collections import defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

import pandas as pd

LONDON = ZoneInfo("Europe/London")
TABLES = (
    "suspect", "case", "turn", "referral", "referral_suspects", "decision", "reportedcharge",
    "courtfact", "finalisation", "closingreport", "chargestop", "reversal", "disposalreport",
)  # fmt: skip
UNDER = ["measure", "month", "police_unit", "cps_unit", "urgency"]
COLUMNS = ["suspect", *UNDER, "began", "until", "outcome", "police", "cps", "other"]


def stage_frames(connection):
    """{table: DataFrame} of the recorded facts."""
    frames = {}
    with connection.cursor() as cursor:
        for name in (f"cases_{table}" for table in TABLES):
            cursor.execute(f"SELECT * FROM {name}")
            columns = [each.name for each in cursor.description]
            frames[name.split("_", 1)[1]] = pd.DataFrame(cursor.fetchall(), columns=columns)
    return frames


def london_date(moment):
    """The London date of a moment; None for None."""
    if moment is None or pd.isna(moment):
        return None
    return moment.astimezone(LONDON).date()


def rows_by_key(frame, by):
    """{value of a column: its rows} of a frame."""
    found = defaultdict(list)
    for row in frame.to_dict("records"):
        found[row[by]].append(row)
    return found


def stage_rows(frames):
    """A DataFrame of COLUMNS: one row for each stage of a suspect on an unrestricted case."""
    suspects = frames["suspect"].merge(
        frames["case"][["id", "opened_at"]], left_on="case_id", right_on="id",
        suffixes=("", "_of_case"),
    )  # fmt: skip
    sent = frames["referral"].merge(
        frames["referral_suspects"], left_on="id", right_on="referral_id"
    )
    sent = rows_by_key(
        sent[sent["signed_off_at"].notna()].sort_values("signed_off_at"), "suspect_id"
    )
    by_suspect = {
        name: rows_by_key(frames[name], "suspect_id")
        for name in ("turn", "decision", "courtfact", "finalisation", "closingreport")
    }
    ends = {
        name: rows_by_key(frames[name], "decision_id")
        for name in ("chargestop", "reversal", "disposalreport")
    }
    reports = rows_by_key(frames["reportedcharge"].sort_values("number"), "decision_id")
    found = []
    for row in suspects[~suspects["is_restricted"]].to_dict("records"):
        facts = {name: rows.get(row["id"], []) for name, rows in by_suspect.items()}
        facts["sent"] = sent.get(row["id"], [])
        found += stages_of_suspect(row, facts, reports, ends)
    return pd.DataFrame(found, columns=COLUMNS)


def stages_of_suspect(row, facts, reports, ends):
    """The stages of one suspect. reports, ends: rows by the decision that they belong to."""
    sent = facts["sent"]
    decisions = [each for each in facts["decision"] if decided_anything(each, reports, ends)]
    in_force = [date_in_force(each) for each in decisions]
    charges = sorted((each for each in decisions if each["kind"] == "CHARGE"),
                     key=lambda each: each["number"])  # fmt: skip
    laid = [each for each in charges if each["id"] in reports]
    to_charge_on = min((date_in_force(each) for each in charges), default=None)
    charged_on, outcomes = None, []
    if laid:
        newest = laid[-1]
        to_charge_on = date_in_force(newest)
        charged_on = reports[newest["id"]][-1]["charged_on"]
        outcomes = ends_of_prosecution(row, newest, facts["courtfact"], ends)
    closed = [
        london_date(each["at"])
        for each in facts["finalisation"]
        if london_date(each["reopened_at"]) is None
    ]
    back = [london_date(each["withdrawn_at"]) for each in sent]
    by_police = [
        london_date(each["answered_at"])
        for each in facts["closingreport"]
        if each["status"] == "CLOSED"
    ]
    stops = closed + by_police + ([max(back)] if back and all(back) else [])
    first_sent = london_date(sent[0]["signed_off_at"]) if sent else None
    stages = {
        "recorded-to-referral": (london_date(row["opened_at"]), first_sent, by_police),
        "referral-to-decision": (first_sent, min(in_force, default=None), stops),
        "decision-to-charge": (to_charge_on, charged_on, closed),
        "charge-to-completion": (charged_on, min(outcomes, default=None), []),
    }  # fmt: skip
    unit = row["cps_unit_id"]
    unit = None if row["only_side"] or unit is None or pd.isna(unit) else int(unit)
    under = [row["police_unit_id"], unit, sent[-1]["urgency"] if sent else ""]
    return [
        stage(row["id"], measure, under, facts["turn"], *dates)
        for measure, dates in stages.items()
        if dates[0] is not None
    ]


def decided_anything(decision, reports, ends):
    """
    Whether a decision was in force and something came of it.

    No further action takes effect by itself. Of a charge or a disposal that is no longer in force,
    the police have reported something, or somebody independent overturned it; else it was never
    followed.
    """
    if decision["status"] != "SET_ASIDE":
        return decision["status"] == "LIVE"
    was_reported = decision["id"] in reports or decision["id"] in ends["disposalreport"]
    was_overturned = {row["ground"] for row in ends["reversal"].get(decision["id"], [])
                      if row["status"] == "IN_FORCE"} & {"REVIEW", "PANEL"}  # fmt: skip
    return bool(decision["kind"].startswith("NFA") or was_reported or was_overturned)


def ends_of_prosecution(row, decision, court_facts, ends):
    """The dates on which the prosecution of a suspect on one decision to charge was over."""
    outcomes = [
        each["on"] for each in court_facts
        if each["decision_id"] == decision["id"] and each["kind"] == "OUTCOME"
        and each["is_current"] and not each["is_void"]
    ]  # fmt: skip
    stopped = [
        date_in_force(each) if each["on"] is None or pd.isna(each["on"]) else each["on"]
        for each in ends["chargestop"].get(decision["id"], []) if each["status"] == "IN_FORCE"
    ]  # fmt: skip
    is_over = row["state"] == "STOPPED" or decision["status"] == "SET_ASIDE"
    aside = [
        date_in_force(each) for each in ends["reversal"].get(decision["id"], [])
        if each["status"] == "IN_FORCE"
    ]  # fmt: skip
    return outcomes + ([max(stopped)] if stopped and is_over else []) + aside


def date_in_force(decision):
    """The London date from which it is in force: of its second reading, if it had one."""
    return london_date(decision["at"] if pd.isna(decision["read_at"]) else decision["read_at"])


def stage(suspect, measure, under, turns, began, ended, stops):
    """One stage of a suspect, with the days of each holder."""
    until = ended or min(stops, default=None)
    outcome = "OPEN" if until is None else "ENDED" if ended else "STOPPED"
    days = dict.fromkeys(["POLICE", "CPS", "other"])
    turns = [
        (each["side"], london_date(each["began_at"]), london_date(each["ended_at"]))
        for each in turns
    ]
    if until and until < began:
        outcome = "UNCLEAR"
    elif outcome == "ENDED":
        # A day counts for the side that holds the suspect at its end.
        whose = [
            next((turn[0] for turn in turns if is_current_turn(turn, midnight)), "other")
            for midnight in (began + timedelta(n + 1) for n in range((until - began).days))
        ]
        days = {side: whose.count(side) for side in days}
    police_unit, cps_unit, urgency = under
    return (suspect, measure, began.replace(day=1), police_unit, cps_unit, urgency, began, until,
            outcome, *days.values())  # fmt: skip


def is_current_turn(turn, midnight):
    """Whether this turn is the current one at the start of this London day."""
    _side, began, ended = turn
    return began < midnight and (ended is None or midnight <= ended)


def yes_or_no(question, is_so):
    """(question, YES or NO)."""
    return (question, "YES" if is_so else "NO")
