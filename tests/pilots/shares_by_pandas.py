"""
The shares once more, by pandas from the rows of the tables. Imports nothing of the project.

Written from the definitions in words (pilots.shares), and not from the statements that it is
compared with.
"""

from collections import defaultdict

import pandas as pd

from tests.pilots.by_pandas import day, groups

TABLES = (
    "cases_case", "people_route", "cases_referral", "cases_referralreturn", "cases_returnreason",
)  # fmt: skip
COLUMNS = ["subject", "about", "case", "on", "police_unit", "cps_unit", "urgency", "answers"]


def rows_of(connection):
    """{table: its rows} of the recorded facts, as anybody could export them."""
    found = {}
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(f"SELECT * FROM {name}")
            columns = [each.name for each in cursor.description]
            found[name] = pd.DataFrame(cursor.fetchall(), columns=columns)
    return found


def occasions(frames, now):
    """A DataFrame of COLUMNS. answers: a frozenset of (question, answer)."""
    cases = {row["id"]: row for row in frames["cases_case"].to_dict("records")}
    of = {name: groups(frame, "case_id") for name, frame in frames.items() if "case_id" in frame}
    routes = frames["people_route"]
    routes = dict(routes[~routes["is_urgent"]][["police_unit_id", "cps_unit_id"]].values)
    reasons = groups(frames["cases_returnreason"], "of_id")
    found = []
    for case in cases.values():
        if case["is_restricted"]:
            continue
        facts = defaultdict(list, {name: rows.get(case["id"], []) for name, rows in of.items()})
        unit = case["cps_unit_id"]
        unit = routes.get(case["police_unit_id"]) if unit is None or pd.isna(unit) else int(unit)
        where = (case["police_unit_id"], unit)
        for subject, about, on, urgency, answers in of_triage(facts, reasons):
            found.append((subject, about, case["id"], on, *where, urgency, frozenset(answers)))
    return pd.DataFrame(found, columns=COLUMNS)


def of_triage(facts, reasons):
    back = {row["referral_id"]: row for row in facts["cases_referralreturn"]}
    for row in facts["cases_referral"]:
        if day(row["triaged_at"]) is None:
            continue
        answers = {("returned", "ACCEPTED")}
        if row["id"] in back:
            why = reasons.get(back[row["id"]]["id"], [])
            answers = {("returned", "RETURNED")} | {(f"returned-{w['code']}", "YES") for w in why}
        yield "triage", row["id"], day(row["triaged_at"]), row["urgency"], answers
