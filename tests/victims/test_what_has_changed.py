"""Whoever tells a victim that the charges changed reads what they were and are, on either road."""

import pytest

from cases.decisions.actions import charges
from devtools.letter_steps import (
    build_case_before_charge,
    build_charged_case,
    charge_and_report,
    text_of,
    write_letter_of,
)
from tests.support.cases.charge_stops import laid_against, replace_charge_of
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.offences import offence_of_today
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.victims.duties import duties_owed, recomputed_duties

pytestmark = pytest.mark.django_db


def part_of(builder, page, row):
    """What the page of a letter or a duty says beside it; its reader may not open the case."""
    client = client_for(builder.cast.liaison)
    assert client.get(page_url("see-case", builder.case)).status_code == 404
    page = page_text(client.get(page_url(page, row)))
    return page.partition("What has changed")[2].partition("What happened")[0]


def told_apart(builder):
    """[(before, now)] on the pages of the letter and of the duty that the charges changed."""
    letter = write_letter_of(builder, "ALTERED")
    [duty] = [each for each in recomputed_duties(builder) if each.what == "ALTERED"]
    parts = part_of(builder, "see-letter", letter), part_of(builder, "see-duty", duty)
    return letter, [part.split(" Now ") for part in parts]


def test_after_the_police_corrected_their_report():
    authorised, other = offence_of_today(1), offence_of_today(2)
    builder = build_charged_case(offence=authorised)
    charge_and_report(builder, builder.suspects[0], other, charges.correct_charge_report, version=1)
    letter, found = told_apart(builder)
    for before, now in found:
        assert f"Before {authorised.title}" in before and other.title not in before
        assert other.title in now and authorised.title not in now
    assert not any(offence.title in text_of(letter) for offence in (authorised, other))


def test_after_the_cps_replaced_a_charge():
    builder = build_case_before_charge()
    authorise_charge_of(builder)
    report_charge_of(builder)
    [laid] = laid_against(builder.suspects[0])
    stop = replace_charge_of(builder, laid)
    letter, found = told_apart(builder)
    old, new = laid.offence.title, stop.replacements.get().offence.title
    for before, now in found:
        assert f"Before {old}" in before and new not in before
        assert new in now and old not in now
    assert not any(title in text_of(letter) for title in (old, new))


def test_another_letter_and_another_duty_name_none():
    builder = build_charged_case(offence=offence_of_today(1))
    assert not part_of(builder, "see-letter", write_letter_of(builder, "CHARGE"))
    recomputed_duties(builder)
    [duty] = duties_owed(builder, what="CHARGED")
    assert not part_of(builder, "see-duty", duty)
