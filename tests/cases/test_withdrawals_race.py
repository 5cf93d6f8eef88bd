"""The police report a caution or a charge while its withdrawal is countersigned."""

from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from cases.models import Decision, Reversal
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from people.models import Unit
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.decisions import countersign_no_charge
from tests.support.cases.disposals import authorise_disposal, report_disposal_of
from tests.support.cases.reversals import (
    countersign_reversal_of,
    withdraw_charge_of,
    withdraw_disposal_of,
)


def authorised_caution():
    builder = CaseBuilder(cast(), at=timezone.now()).allocate()
    authorise_disposal(builder)
    withdraw_disposal_of(builder)
    return builder, report_disposal_of, "DISPOSAL_CONDITIONS"


def authorised_charge():
    builder = CaseBuilder(cast(), at=timezone.now()).allocate().review()
    Unit.objects.filter(pk=builder.cast.cps.pk).update(charges_are_read_twice=True)
    authorise_charge_of(builder)
    countersign_no_charge(builder, builder.suspects[0])
    withdraw_charge_of(builder)
    return builder, report_charge_of, "CHARGED"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("made", [authorised_caution, authorised_charge])
def test_one_of_the_two_is_refused_and_nothing_is_half_done(made):
    builder, report, reported = made()
    gate, refusals = Barrier(2), []

    def act(what):
        gate.wait()
        try:
            what(builder)
        except Refused:
            refusals.append(what)
        finally:
            connections.close_all()

    both = [Thread(target=act, args=(what,)) for what in (report, countersign_reversal_of)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(refusals) == 1
    is_reported = refusals == [countersign_reversal_of]
    assert builder.suspect().state == (reported if is_reported else "WITH_PROSECUTOR")
    status = Decision.objects.unscoped("test").get(suspect=builder.suspects[0]).status
    assert status == ("LIVE" if is_reported else "SET_ASIDE")
    ended = Reversal.objects.unscoped("test").get(decision__suspect=builder.suspects[0]).status
    assert ended == ("OVERTAKEN" if is_reported else "IN_FORCE")
