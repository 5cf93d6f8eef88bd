"""Charges that a court lets go on, which had been left to lie on the file."""

from datetime import timedelta

from devtools.case_builder import cast
from tests.support.cases.charge_stops import charge_two_victims, laid_about, stop_charges_of
from tests.support.cases.court_facts import record_in_court


def left_on_file(*, only_second=False):
    """
    Three charges, two about the first victim, left on the file three days after they were laid.

    only_second: no more than the one about the second victim.
    """
    made = charge_two_victims(cast())
    made.charged_on = made.at.date()
    made.at += timedelta(days=9)
    charges = {"charges": about_second(made)} if only_second else {}
    stop_charges_of(made, kind="ON_FILE", on=nth_day(made, 3), **charges)
    return made


def nth_day(builder, days):
    """The day that is so many days after the charges were laid."""
    return builder.charged_on + timedelta(days=days)


def about_second(builder):
    """The charges about the second victim."""
    return laid_about(builder.suspects[0], builder.second)


def give_leave(builder, *charges, **facts):
    """Record that the Crown Court let these charges go on, six days after they were laid."""
    said = {"result": "CROWN", "on": nth_day(builder, 6)} | facts
    return record_in_court(builder, "LEAVE", *charges, **said)
