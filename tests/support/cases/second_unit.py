"""A second CPS unit, to which a case of the cast can be offered."""

from cases.allocation.actions import transfers
from cases.models import Transfer
from devtools.case_builder import cps_unit, person
from people.models import Unit

WHY = "Your unit has the linked trial."


def add_second_unit(people):
    """Another CPS unit; its people are added to the cast under their own names."""
    people.there = cps_unit("CPS South East", name="Second unit")
    people.there_manager = person(people.there, "allocate_cases", name="Una Manager")
    people.there_prosecutor = person(people.there, "prosecute_cases", name="Ulf Prosecutor")
    people.there_assistant = person(people.there, "triage_cases", name="Ute Triage")
    return people


def offer_transfer(builder, reason=WHY):
    """The manager offers the case to the second unit; returns the offer."""
    to = Unit.objects.get(pk=builder.cast.there.pk)
    builder.do(transfers.propose_transfer, "manager", case=builder.case, to=to, reason=reason)
    return Transfer.objects.unscoped("test").get(case=builder.case, status="PROPOSED")


def move_to_second_unit(builder):
    """The second unit accepts the case."""
    builder.do(transfers.accept_transfer, "there_manager", transfer=offer_transfer(builder))
    return builder
