"""Cases, referrals, early advice and decisions, from pandas' rows. Imports nothing of the project.

Written from the definitions in pilots.measures.advice_proportions.
"""

import pandas as pd

from tests.support.pilots.stages_in_pandas import date_in_force, london_date, yes_or_no


def case_events(facts, wide):
    """The case, and each of its referrals that was signed off."""
    sent = [row for row in facts["cases_referral"] if london_date(row["signed_off_at"])]
    case = wide.case
    yield (
        "cases",
        case["id"],
        london_date(case["opened_at"]),
        "",
        {yes_or_no("case-referred", sent)},
    )
    for row in sent:
        said = row["advice_followed"]
        answers = {("advice-followed", said)} if said else set()
        yield "referrals", row["id"], london_date(row["signed_off_at"]), "", answers


def advice_events(facts, wide):
    """Requests that the CPS took on: whether the advice came before its first clock ran out."""
    clocks = [
        row for row in wide.clocks.values()
        if row["about"] == wide.case["id"] and row["rule"] == "early_advice_response"
    ]  # fmt: skip
    for row in facts["cases_earlyadvice"]:
        steps = [step for step in facts["cases_advicestep"] if step["advice_id"] == row["id"]]
        taken_on = [
            s["at"] for s in steps if s["verb"] in ("accept_early_advice", "overturn_refusal")
        ]
        mine = [clock for clock in clocks if clock["started_at"] in taken_on]
        if not mine:
            continue
        first = min(mine, key=lambda clock: clock["started_at"])
        advice = [g for g in facts["cases_givenadvice"] if g["advice_id"] == row["id"]]
        given = [g["at"] for g in advice]
        ended = [
            s["at"] for s in steps if s["verb"] in ("refuse_early_advice", "withdraw_early_advice")
        ]
        if row["status"] in ("WITH_MANAGER", "TAKEN_ON", "WITH_ADVISER"):
            ended = []
        due = first["due_at"] if pd.isna(first["first_due_at"]) else first["first_due_at"]
        answer = advice_answer(due, given, ended, wide.now)
        yield (
            "advice",
            row["id"],
            london_date(first["started_at"]),
            "",
            {("advice-in-time", answer), *ways_of_advice(row, advice, answer)},
        )


def ways_of_advice(row, advice, answer):
    """The answer by the way of the advice, and whether it was given in the way planned."""
    planned, done = row["planned_method"], [g["method"] for g in advice if g["method"]]
    for method in (done or [planned])[:1]:
        if method:
            yield f"advice-in-time-{method.lower().replace('_', '-')}", answer
    if planned and not advice:
        yield "advice-as-planned", "OPEN"
    elif planned and done:
        yield "advice-as-planned", "YES" if planned in done else "NO"


def advice_answer(due, given, ended, now):
    """In time, late, overdue, ended or open."""
    if given:
        return "KEPT" if given[0] <= due else "LATE"
    if due < max(ended, default=now):
        return "BREACHED"
    return "ENDED" if ended else "OPEN"


def decision_events(facts, wide):
    """
    Decisions with their kinds and reasons: those in force, and those that were until the police
    had reported on them or somebody independent overturned them.
    """
    reports = [*facts["cases_reportedcharge"], *facts["cases_disposalreport"]]
    stayed = {row["decision_id"] for row in reports}
    stayed |= {
        row["decision_id"] for row in facts["cases_reversal"]
        if row["status"] == "IN_FORCE" and row["ground"] in ("REVIEW", "PANEL")
    }  # fmt: skip
    for row in facts["cases_decision"]:
        stays = row["kind"].startswith("NFA") or row["id"] in stayed
        if row["status"] == "LIVE" or (row["status"] == "SET_ASIDE" and stays):
            answers = {("decision-charge", row["kind"])}
            if row["reason"]:
                answers.add((f"decision-charge-{row['reason']}", "YES"))
            yield "decisions", row["id"], date_in_force(row), "", answers
