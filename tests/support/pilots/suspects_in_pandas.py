"""What became of referred suspects and of plans, from pandas' rows. Imports nothing of the project.

Written from the definitions in pilots.measures.decision_proportions.
"""

from tests.support.pilots.stages_in_pandas import london_date, yes_or_no


def decision_in_force(suspect, facts):
    """The kind of the newest decision in force about a suspect; "" if there is none."""
    live = [(d["number"], d["kind"]) for d in facts["cases_decision"]
            if d["suspect_id"] == suspect and d["status"] == "LIVE"]  # fmt: skip
    return max(live)[1] if live else ""


def plan_answers(people, facts):
    """Whether a plan led to a charge. people: ids of the suspects that it is about."""
    kinds = [decision_in_force(each, facts) for each in people]
    if people:
        is_known = "CHARGE" in kinds or all(kinds)
        yield yes_or_no("plan-charged", "CHARGE" in kinds) if is_known else ("plan-charged", "OPEN")


def suspect_events(facts, wide):
    """Events of suspects of whom a referral was signed off."""
    for row in facts["cases_suspect"]:
        pk = row["id"]
        named = {n["referral_id"] for n in wide.referred.get(pk, [])}
        sent = [r for r in facts["cases_referral"] if r["id"] in named]
        sent = sorted((r for r in sent if london_date(r["signed_off_at"])),
                      key=lambda r: r["signed_off_at"])  # fmt: skip
        if sent:
            advice = {n["earlyadvice_id"] for n in wide.advised.get(pk, [])}
            asked = [a["sent_at"] for a in facts["cases_earlyadvice"] if a["id"] in advice]
            asked = [at for at in asked if london_date(at) and at <= sent[0]["signed_off_at"]]
            answers = {
                yes_or_no("referred-again", len(sent) > 1), yes_or_no("advice-sought", asked),
                *outcome_answers(pk, sent, facts),
            }  # fmt: skip
            yield "suspects", pk, london_date(sent[0]["signed_off_at"]), "", answers


def outcome_answers(suspect, sent, facts):
    """What became of a suspect's referrals. sent: those that were signed off."""
    kind = decision_in_force(suspect, facts)
    closed = [f for f in facts["cases_finalisation"]
              if f["suspect_id"] == suspect and london_date(f["reopened_at"]) is None]  # fmt: skip
    closed += [r for r in facts["cases_closingreport"]
               if r["suspect_id"] == suspect and r["status"] == "CLOSED"]  # fmt: skip
    if not kind:
        over = closed or all(london_date(r["withdrawn_at"]) for r in sent)
        return {("charged", "ENDED" if over else "OPEN")}
    if kind != "CHARGE":
        return {("charged", "NO")}
    court = [f for f in facts["cases_courtfact"]
             if f["suspect_id"] == suspect and f["is_current"] and not f["is_void"]]  # fmt: skip
    results = {f["result"] for f in court if f["kind"] == "OUTCOME"}
    found = {("charged", "YES"), yes_or_no("in-court", court)}
    return found | ({yes_or_no("convicted", "CONVICTED" in results)} if results else set())
