"""A charge that is not prosecuted without consent."""

from datetime import date
from uuid import uuid4

from cases.decisions.actions import decisions
from cases.decisions.counts import count_as_alleged
from cases.models import ConsentStep
from tests.support.cases.charges import allegations_against
from tests.support.cases.counts import BOTH_STAGES, WHAT, offence_with_code

INCEST, INCEST_ON = "SX56009", date(1985, 7, 7)


def allege_incest(builder):
    """The police allege incest of the first suspect too."""
    [row] = allegations_against(builder.suspects[0])
    row.pk = row.id = row.first_id = uuid4()
    row.offence, row.from_on, row.to_on = offence_with_code(INCEST), INCEST_ON, None
    row.save(force_insert=True)
    builder.incest = row
    return builder


def newest_consent_step(suspect):
    """Number of what is known last of the consent to prosecute a suspect; 0 if nothing is."""
    steps = ConsentStep.objects.filter(decision__suspect=suspect)
    return steps.order_by("decision__number", "number").values_list("number", flat=True).last() or 0


def charge_of_incest(builder, consent="ASKED"):
    """The prosecutor authorises a charge of it, and says where the consent stands."""
    return builder.do(
        decisions.authorise_charge, "prosecutor", suspect=builder.suspects[0],
        counts=[count_as_alleged(builder.incest, WHAT)], consent=consent, **BOTH_STAGES,
    )  # fmt: skip
