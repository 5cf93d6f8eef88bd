"""The rows about victims of the permission matrix."""

from people.models import Agency, Side, Unit
from tests.cast import NUMBER
from victims.models import VictimRecord


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
    return {"VictimRecord": record}
