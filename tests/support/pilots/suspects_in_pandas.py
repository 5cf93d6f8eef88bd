"""What became of referred suspects and of plans, from pandas' rows. Imports nothing of the project.

Written from the definitions in pilots.measures.decision_proportions.
"""

from tests.support.pilots.stages_in_pandas import london_date, yes_or_no


def decision_in_force(suspect, facts):
    """The kind of the newest decision in force about a suspect; "" if there is none."""
    return row_in_force(suspect, facts)["kind"]


def row_in_force(suspect, facts):
    """The newest decision in force about a suspect; one of no kind if there is none."""
    live = [d for d in facts["cases_decision"]
            if d["suspect_id"] == suspect and d["status"] == "LIVE"]  # fmt: skip
    return max(live, key=lambda d: d["number"], default={"id": None, "kind": ""})


def plan_answers(people, facts):
    """Whether a plan led to a charge. people: ids of the suspects that it is about."""
    kinds = [decision_in_force(each, facts) for each in people]
    if people:
        is_known = "CHARGE" in kinds or all(kinds)
        yield yes_or_no("plan-charged", "CHARGE" in kinds) if is_known else ("plan-charged", "OPEN")


def answered_plan_answers(items, people, late, facts, wide):
    """
    Whether a plan that was answered led to a charge, and in how many days; also for each part.

    late: whether one of its actions is a late ask; None if none is the first to ask for a gap.
    """
    wanted = [item for item in items if item["status"] != "CANCELLED"]
    said = [
        entry["at"] for entry in facts["cases_itementry"]
        if entry["item_id"] in {item["id"] for item in wanted}
        and entry["kind"] in ("ANSWERED", "PARTLY", "CANNOT")
    ]  # fmt: skip
    if not said or not people or any(item["status"] == "OPEN" for item in wanted):
        return
    [(_question, answer)] = plan_answers(people, facts)
    since = [(at, kind) for at, kind in times_in_force(people, facts) if at >= max(said)]
    charged = [at for at, kind in since if kind == "CHARGE"]
    others = [at for at, kind in since if kind != "CHARGE"]
    ends = {"YES": min(charged, default=None), "NO": max(others, default=None)}.get(answer)
    parts = {f"-{item['category'].lower()}" for item in wanted}
    parts |= set() if late is None else {"-late" if late else "-not-late"}
    for part in ("", *parts):
        yield (f"answered-charged{part}", answer)
        if ends is not None:
            days = (london_date(ends) - london_date(max(said))).days
            yield (f"days-answered-charged{part}", str(days))


def times_in_force(people, facts):
    """(when it came into force, its kind) of the decision in force about each of these suspects."""
    for suspect in people:
        live = [d for d in facts["cases_decision"]
                if d["suspect_id"] == suspect and d["status"] == "LIVE"]  # fmt: skip
        if live:
            newest = max(live, key=lambda d: d["number"])
            is_read = london_date(newest["read_at"]) is not None
            yield newest["read_at"] if is_read else newest["at"], newest["kind"]


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
                *outcome_answers(pk, sent, facts, row["state"] == "STOPPED", london_date(wide.now)),
            }  # fmt: skip
            [became] = [answer for question, answer in answers if question == "charged"]
            answers |= {(f"charged-{part}", became) for part in circumstances_of(pk, facts, wide)}
            yield "suspects", pk, london_date(sent[0]["signed_off_at"]), "", answers


def circumstances_of(suspect, facts, wide):
    """What the newest versions that both sides read say of the victims of a suspect."""
    victims = {
        a["victim_id"] for a in facts["cases_allegation"]
        if a["suspect_id"] == suspect and a["is_current"] and not a["only_side"]
    }  # fmt: skip
    rows = [
        c for c in facts["cases_circumstances"]
        if c["victim_id"] in victims and not c["only_side"]
    ]  # fmt: skip
    for victim in {row["victim_id"] for row in rows}:
        newest = max(
            (row for row in rows if row["victim_id"] == victim), key=lambda row: row["number"]
        )
        if suspect in {each["suspect_id"] for each in wide.abusers.get(newest["id"], [])}:
            yield "abuse"
        if newest["was_child"] == "YES":
            yield "child"
        if newest["is_vulnerable"] == "YES":
            yield "vulnerable"


def outcome_answers(suspect, sent, facts, is_stopped, today):
    """
    What became of a suspect's referrals. sent: those that were signed off. is_stopped: the CPS has
    stopped every charge. today: a hearing that is listed for a later day has not been yet.
    """
    decision = row_in_force(suspect, facts)
    kind = decision["kind"]
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
             if f["decision_id"] == decision["id"] and f["is_current"] and not f["is_void"]
             and f["kind"] != "CUSTODY_LIMIT"]  # fmt: skip
    results = {f["result"] for f in court if f["kind"] == "OUTCOME"}
    first = min((f["on"] for f in court), default=None)
    found = {("charged", "YES"), yes_or_no("in-court", first is not None and first <= today)}
    if results or is_stopped:
        found.add(yes_or_no("convicted", "CONVICTED" in results))
    return found
