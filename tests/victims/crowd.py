"""The rows about victims of the permission matrix."""

from cases.models import Suspect
from people.models import Agency, Side, Unit
from tests.cast import MONDAY, NUMBER
from victims.models import RightToReview, VictimRecord


def a_service(name="A service that supports victims"):
    """A unit of an ISVA service."""
    agency, _new = Agency.objects.get_or_create(name=name, side=Side.SUPPORT)
    return Unit.objects.create(
        agency=agency, name=f"ISVAs {next(NUMBER)}", kind=Unit.Kind.ISVA_SERVICE
    )


def victim_rows(case):
    """{model: row} of the first victim of a case."""
    record = VictimRecord.objects.system("test").get(case=case, number=1)
    record.case = case
    return {"VictimRecord": record, "RightToReview": a_right(record)}


def a_right(record):
    """A request about a suspect of the case, whoever it was."""
    suspect = Suspect.objects.system("test").filter(case=record.case_id).order_by("number").first()
    day = MONDAY.date()
    right = RightToReview.objects.system("test").create(
        case=record.case, record=record, suspect=suspect, reviewed="POLICE_NO_CHARGE",
        side="POLICE", decided_on=day, told_on=day, asked_on=day, ask_by=day, ask_rule="test",
        is_charged_in_part=False, asked_not_to_proceed=False, by_id=record.case.officer_id,
        at=MONDAY, status="ASKED",
    )  # fmt: skip
    right.case = record.case
    return right
