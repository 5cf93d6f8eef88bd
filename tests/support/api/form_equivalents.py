"""The same answers as an API body and as a page's form data."""

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Consultation, Offence, OffencePoints, ReportedCharge, ReturnReason
from devtools.case_builder import OFFENCE
from people.api.json_forms import form_data_from_json, row_data_from_json
from tests.support.api.request_bodies import (
    BODIES,
    NOT_AUTHORISED,
    shift_dates,
    time_since_examples,
    with_row_ids,
)
from tests.support.cases.charge_stops import newest_stop
from tests.support.cases.charges import number_in_force
from tests.support.cases.closing import newest_report
from tests.support.cases.consents import newest_consent_step
from tests.support.cases.decisions import newest_wording
from tests.support.cases.reversals import newest_reversal

# About suspects not referred yet.
REFERRED_LATER = {
    "write_referral", "revise_referral", "add_allegation", "request_early_advice",
}  # fmt: skip
WAY = {
    "answer_item": "it cannot be provided",  # the victim has not been asked
    "report_charge": "another charge than authorised",
    "correct_charge_report": "another charge than authorised",
    "add_bearing": "what undermines the case",  # of some suspects nothing is alleged
    "give_early_advice": "an offence that nobody alleges",  # at some stages nothing is alleged
}  # else the last one that is there
ANSWERS_TO_A_REPORT = {"sign_closing_report", "send_closing_report_back"}
ANSWERS_TO_A_REVERSAL = {"countersign_reversal", "decline_reversal"}
ANSWERS_TO_A_STOP = {"countersign_stop", "decline_stop"}
REPORTS_ON_A_DECISION = {"report_charge", "report_disposal", "report_conditions"}
ANSWERS_TO_A_DECISION = {"countersign_decision", "decline_decision"}
ABOUT_A_REPORT = {"correct_charge_report", "accept_charge_report", "query_charge_report"}


def api_body(door, row, crowd, rows):
    """The API body for an endpoint about a row of the permission matrix."""
    ways, verb = BODIES[door.door.__name__], door.door.verb
    body = ways[WAY.get(verb) or list(ways)[-1]]
    if verb in ("report_charge", "correct_charge_report"):
        body = body | {"counts": count_reports(row)}
    if number := number_read(verb, row):
        body = body | {"number": number}
    case = getattr(row, "case", row)

    def pk(name):
        if name.startswith("suspect"):
            later = verb in REFERRED_LATER
            suspect = rows.get(("Suspect", not later)) or rows["Suspect", later]
            if suspect.case_id != case.pk:  # created for this action alone
                suspect = case.suspects.unscoped("test").first()
            return str(suspect.pk)
        if name == "consultation":
            found = Consultation.objects.unscoped("test").filter(case=case)
            return str(found.values_list("pk", flat=True).first())
        if name == "point":
            alleged = row.allegations.unscoped("test").filter(is_current=True)
            points = OffencePoints.objects.get(key="soa2003-s1", is_current=True).points
            return f"{alleged.first().first_id}:{points.order_by('place').first().pk}"
        return str({
            "victim": case.victims.unscoped("test").first,
            "allegation 1": lambda: rows["Allegation"],
            "allegation 2": lambda: row.allegations.unscoped("test").first(),
            "allegation of suspect 5": case.allegations.unscoped("test").first,
            "offence": lambda: Offence.objects.get(pk=OFFENCE),
            "officer": lambda: crowd.cast.officer,
            "inspector": lambda: crowd.cast.inspector,
            "manager": lambda: crowd.cast.manager,
            "prosecutor": lambda: crowd.cast.prosecutor,
            "other_prosecutor": lambda: crowd.cast.other_prosecutor,
        }[name]().pk)  # fmt: skip

    body = with_answers_to_returns(without_other_pleas(with_row_ids(body, pk), case), case)
    once = {name: list(dict.fromkeys(each)) for name, each in body.items() if is_list(each)}
    return shift_dates(body | once, time_since_examples())


def without_other_pleas(body, case):
    """The body without a plea of a suspect whom it does not choose here, or not known by 1."""
    numbers = case.suspects.unscoped("test").filter(pk__in=body.get("suspects", []))
    kept = {f"plea_{n}" for n in numbers.values_list("number", flat=True)} & {"plea_1"}
    return {n: value for n, value in body.items() if not n.startswith("plea_") or n in kept}


def number_read(verb, row):
    """The number of the report or of the wording that a call is about, if it is about one."""
    if verb in ABOUT_A_REPORT:
        rows = ReportedCharge.objects.unscoped("test").filter(decision__suspect=row)
        return rows.order_by("number").values_list("number", flat=True).last()
    if verb in ANSWERS_TO_A_DECISION and (wording := newest_wording(row)):
        return wording.number
    return None


def with_answers_to_returns(body, case):
    """A referral's body with an answer to each reason for which its suspects were returned."""
    if "code_test" not in body:
        return body
    reasons = ReturnReason.objects.filter(
        of__case=case,
        of__referral__suspects__in=body["suspects"],
        of__referral__suspects__state="RETURNED",
    )
    named = set(reasons.values_list("of__referral__number", "code"))
    return body | {f"return_answer_{n}_{code}": "It is there now." for n, code in named}


def count_reports(suspect):
    """What became of each count authorised, if there is any, and a charge beside them."""
    decision = suspect.decisions.unscoped("test").filter(kind="CHARGE").first()
    numbers = range(1, 1 + decision.charges.count()) if decision else ()
    return [*({"count": str(n), "outcome": "AS_STATED"} for n in numbers), NOT_AUTHORISED]


def is_list(value):
    """Whether a value of the body is a list of texts."""
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def sample_uploads():
    """One text file, as the test client sends it."""
    return [SimpleUploadedFile("statement.txt", b"What she said.")]


def page_form_data(door, body, row):
    """The same answers as the page posts them."""
    door = door.door
    row_sets = [blank() for blank in door.request_rows]
    kept = {name: value for name, value in body.items() if name != "documents"}
    data, wrong = form_data_from_json(
        door.request_form(), kept, known={rows.prefix for rows in row_sets}
    )
    assert not wrong
    for rows in row_sets:
        more, wrong = row_data_from_json(rows, body.get(rows.prefix, []))
        assert not wrong
        data |= more
    if "documents" in body:
        data["documents"] = sample_uploads()
    if door.verb == "add_document":
        batch = {f"batch-0-{name}": data.pop(name) for name in ("mg_form", "documents")}
        data |= batch | {"batch-TOTAL_FORMS": "1", "batch-INITIAL_FORMS": "0"}
    return data | {"form_key": str(uuid4()), "version": str(version_on_page(door, row))}


def version_on_page(door, row):
    """
    What the page has read: the number of a closing report, decision, reversal, stop or what is
    known of a consent, else a version.
    """
    if door.verb in ANSWERS_TO_A_REPORT and (report := newest_report(row)):
        return report.number
    if door.verb in ANSWERS_TO_A_REVERSAL and (reversal := newest_reversal(row)):
        return reversal.number
    if door.verb in ANSWERS_TO_A_STOP and (stop := newest_stop(row)):
        return stop.number
    if number := number_read(door.verb, row):
        return number
    if door.verb == "propose_action_plan":
        return 0  # nothing is worded yet
    if door.verb == "record_prosecution_consent":
        return newest_consent_step(row)
    if door.verb in REPORTS_ON_A_DECISION:
        return number_in_force(row)
    if door.verb in ("record_circumstances", "record_personal_details", "record_characteristics"):
        return 1  # nothing is recorded yet
    return getattr(row, "version", "")
