"""A decision to charge that is set aside once every charge was stopped, and a second one."""

from cases.decisions.actions import reopenings
from tests.support.cases.charge_stops import stop_charges_of
from tests.support.cases.charges import authorise_charge_of, report_charge_of


def set_prosecution_aside(builder, n=0, **facts):
    """Every charge against a suspect is discontinued, and a review overturns that."""
    stop_charges_of(builder, n, **facts)
    builder.do(reopenings.reopen_on_review, "manager", suspect=builder.suspect(n), ground="REVIEW")


def charge_again(builder, n=0, **facts):
    """The suspect is allocated, and charged a second time after a new review."""
    builder.give_case([builder.suspect(n)])
    authorise_charge_of(builder, n)
    return report_charge_of(builder, n, **facts)
