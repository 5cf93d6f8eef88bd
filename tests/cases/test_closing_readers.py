"""What the CPS reads of a closing report whose allegations it was sent in part, or otherwise."""

from datetime import date
from importlib import import_module

import pytest
from django.db import connection

from cases.case_details.actions import allegations
from cases.case_details.actions import cases as case_actions
from cases.models import ClosingOutcome
from devtools.case_builder import CaseBuilder, cast, scope
from tests.support.api.both_systems import BothSystems, suspect_told
from tests.support.cases.closing import (
    allege,
    close_investigation,
    propose_apart,
    propose_closing,
    sign_closing,
    victim_said,
)
from tests.support.cases.counts import offence_with_code
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.victims.duties import duties_owed, recomputed_duties
from victims.queries.police_outcomes import outcomes_of_duty

pytestmark = pytest.mark.django_db
SUPPORTS = "15. Evidential difficulties: named suspect identified; victim supports police action"
STOPS = "16. Evidential difficulties: named suspect identified; victim does not support"
SENT_AS = import_module("cases.migrations.0020_outcomes_sent_as").SENT_AS


@pytest.fixture
def builder():
    """A case that the CPS was sent and returned."""
    return CaseBuilder(cast()).submit().send_back()


def alleged(builder, n=0):
    """The allegations against a suspect, the newest version last."""
    rows = builder.suspects[n].allegations.unscoped("test").select_related("offence", "victim")
    return list(rows.order_by("added_at"))


def correct(builder, **facts):
    """Correct the only allegation against the first suspect: by default another offence."""
    [*_before, wrong] = alleged(builder)
    said = {name: getattr(wrong, name) for name in ("victim", "from_on", "to_on")}
    said |= {"offence": offence_with_code("SX03003"), "reason": "It was another offence."}
    return builder.do(allegations.correct_allegation, "officer", allegation=wrong, **said | facts)


def pages_of(builder, who):
    """What a person reads on the page of closing reports and on the case's."""
    client = client_for(getattr(builder.cast, who))
    return [
        page_text(client.get(page_url(page, builder.case)))
        for page in ("see-closing-reports", "see-case")
    ]


def test_the_cps_does_not_read_what_a_victim_said_of_an_allegation_it_was_not_sent():
    """It knows both victims: the second by what another suspect did."""
    builder = CaseBuilder(cast(), suspects=2)
    builder.second = builder.do(case_actions.add_victim, "officer", case=builder.case)
    allege(builder, builder.second, n=1)
    builder.submit().send_back()
    allege(builder, builder.second)
    propose_apart(builder)
    sign_closing(builder)
    read, _case = pages_of(builder, "assistant")
    assert "What victim 1 said" in read and "I want it to go on." in read
    assert "What victim 2 said" not in read and "I want it to stop." not in read
    read, _case = pages_of(builder, "officer")
    assert "I want it to go on." in read and "I want it to stop." in read


def test_the_cps_reads_the_outcome_of_a_corrected_allegation_on_what_it_was_sent(builder):
    sent, right = *alleged(builder), correct(builder)
    assert right.only_side == "POLICE"
    close_investigation(builder)
    for read in pages_of(builder, "assistant"):
        assert STOPS in read and str(right.offence) not in read
    assert str(sent.offence) in pages_of(builder, "assistant")[0]
    assert "What victim 1 said" in pages_of(builder, "assistant")[0]
    assert str(right.offence) in pages_of(builder, "officer")[0]
    systems = BothSystems(builder.cast)
    for who, version in (("assistant", sent), ("officer", right)):
        told = suspect_told(systems.as_(getattr(builder.cast, who)), builder.case)["closing"]
        assert (told["outcome"], told["outcomes"]) == (
            16, [{"allegation": str(version.pk), "outcome": 16}],
        )  # fmt: skip


def test_each_side_reads_on_the_duty_to_tell_what_it_knows(builder):
    sent, right = *alleged(builder), correct(builder)
    close_investigation(builder)
    recomputed_duties(builder)
    [duty] = duties_owed(builder, what="NOT_INVESTIGATED")
    for who, version in (("assistant", sent), ("officer", right)):
        by = scope(getattr(builder.cast, who), at=builder.at)
        [(text, outcome)] = outcomes_of_duty(duty, by)
        assert str(version.offence) in text and outcome.startswith("16.")


def test_the_cps_reads_no_outcome_where_the_correction_is_about_another_victim(builder):
    second = builder.do(case_actions.add_victim, "officer", case=builder.case)
    correct(builder, victim=second)
    said = [victim_said(builder, "I want it to stop.", victim=second)]
    close_investigation(builder, victims=said)
    for read in pages_of(builder, "assistant"):
        assert STOPS not in read and "I want it to stop." not in read
    told = suspect_told(BothSystems(builder.cast).as_(builder.cast.assistant), builder.case)
    assert (told["closing"]["outcome"], told["closing"]["outcomes"]) == (None, [])


@pytest.mark.parametrize("is_other_victim", [False, True])
def test_the_migration_finds_of_older_reports_what_the_cps_had_been_sent(builder, is_other_victim):
    second = builder.do(case_actions.add_victim, "officer", case=builder.case)
    [sent] = alleged(builder)
    correct(builder, victim=second if is_other_victim else sent.victim)
    correct(builder, reason="The day was another.", from_on=date(2026, 1, 2))
    allege(builder, second, "SX03007")
    propose_closing(builder, outcome=5, victims=[])
    stored = dict(ClosingOutcome.objects.values_list("pk", "sent_as"))
    assert set(stored.values()) == {None} if is_other_victim else {None, sent.pk}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT told.id, ({SENT_AS}) FROM cases_closingoutcome told")
        assert dict(cursor.fetchall()) == stored


def allege_earlier(builder):
    """An allegation of days before the others, so that it is the first of a report."""
    return builder.do(
        case_actions.add_allegation, "officer", case=builder.case, victim=builder.victim,
        suspect=builder.suspects[0], offence=offence_with_code("SX03003"),
        from_on=date(2026, 1, 2),
    )  # fmt: skip


def test_the_release_before_reads_the_outcome_of_an_allegation_that_the_cps_was_sent(builder):
    [sent], first = alleged(builder), allege_earlier(builder)
    report = propose_closing(builder, outcome={first.pk: 16, sent.pk: 15})
    assert report.outcome == 15
    there = CaseBuilder(builder.cast)
    [other], first = alleged(there), allege_earlier(there)
    assert propose_closing(there, outcome={first.pk: 5, other.pk: 16}).outcome == 5
