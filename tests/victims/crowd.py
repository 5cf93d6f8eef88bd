"""The rows about victims of the permission matrix."""

from datetime import timedelta

from django.utils import timezone

from cases.models import Suspect
from people.models import Agency, Side, Unit
from tests.cast import MONDAY, NUMBER
from victims.models import Letter, Meeting, RightToReview, VictimRecord


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
    return {
        "VictimRecord": record,
        "Letter": a_letter(record),
        "Meeting": a_meeting(record),
        "RightToReview": a_right(record),
    }
    found = {"VictimRecord": record}
    for side, reviewed in (("POLICE", "POLICE_NO_CHARGE"), ("CPS", "CPS_NO_CHARGE")):
        found["RightToReview", side] = a_right(record, side, reviewed)
    return found


def a_right(record, side, reviewed):
    """A request about a decision of one side, withdrawn, so that the other can be open."""
    suspect = Suspect.objects.system("test").filter(case=record.case_id).order_by("number").first()
    day = MONDAY.date()
    right = RightToReview.objects.system("test").create(
        case=record.case, record=record, suspect=suspect, reviewed=reviewed,
        side=side, decided_on=day, told_on=day, asked_on=day, ask_by=day, ask_rule="test",
        is_charged_in_part=False, asked_not_to_proceed=False, by_id=record.case.officer_id,
        at=MONDAY, status="WITHDRAWN",
    )  # fmt: skip
    right.case = record.case
    return right


def a_letter(record):
    """One that somebody is writing."""
    return Letter.objects.system("test").create(
        case=record.case, record=record, kind="HELLO", side="POLICE", template=1,
        language="ENGLISH", written_by=record.case.opened_by, written_at=record.case.opened_at,
    )  # fmt: skip


def a_meeting(record):
    """One that was offered yesterday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    return Meeting.objects.system("test").create(
        case=record.case, record=record, purpose="PRE_TRIAL", offered_how="PHONE",
        offered_on=yesterday, offered_by=record.case.opened_by,
    )  # fmt: skip
