"""The day on which charges ended can be earlier than the day on which that was recorded."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.decisions.actions import court_facts
from cases.models import ChargeStop
from devtools.case_builder import cast
from people.access.scopes import Refused
from people.text.dates import format_day
from tests.support.api.token_callers import Caller
from tests.support.cases.charge_stops import (
    charge_read_twice,
    charge_two_victims,
    countersign_stop_of,
    laid_about,
    laid_against,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db
COURT_RECORD = "The court’s record of the hearing has that day."


def later(builder, days=5):
    """The case some days after it was charged. Returns the day of the charge."""
    charged_on = builder.at.date()
    builder.at += timedelta(days=days)
    return charged_on


@module_fixture
def builder():
    """A suspect charged with counts about two victims, five days ago."""
    made = charge_two_victims(cast())
    made.charged_on = later(made)
    return made


@module_fixture
def read_twice():
    """A suspect charged with one count, whose decision had a second reader, five days ago."""
    made = charge_read_twice(cast())
    made.charged_on = later(made)
    return made


def plea(builder, days, *charges):
    return builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], kind="PLEA",
        result="NOT_GUILTY", on=builder.charged_on + timedelta(days=days), charges=charges,
    )  # fmt: skip


def on(builder, days):
    return builder.charged_on + timedelta(days=days)


def read(stop):
    return ChargeStop.objects.unscoped("test").get(pk=stop.pk)


def test_it_counts_from_its_day_and_else_from_when_it_takes_effect(builder):
    mine = laid_about(builder.suspects[0], builder.victim)
    stop = stop_charges_of(builder, charges=mine, on=on(builder, 2))
    assert (stop.on, read(stop).ended_on) == (on(builder, 2), on(builder, 2))
    rest = stop_charges_of(builder, charges=laid_about(builder.suspects[0], builder.second))
    assert (rest.on, read(rest).ended_on) == (None, builder.at.date())
    page = page_text(client_for(builder.cast.officer).get(page_url("see-decisions", builder.case)))
    assert f"Day on which they ended {format_day(on(builder, 2))}" in page


def test_nothing_in_court_is_of_a_charge_after_the_day_on_which_it_ended(builder):
    [about] = laid_about(builder.suspects[0], builder.second)
    stop_charges_of(builder, charges=[about], on=on(builder, 2))
    with pytest.raises(Refused, match="One of these charges was stopped before that day"):
        plea(builder, 3, about)
    assert plea(builder, 2, about).on == on(builder, 2)
    client = client_for(builder.cast.prosecutor)
    form = page_text(client.get(page_url("record-court-fact", builder.suspects[0])))
    assert f"Stopped on {format_day(on(builder, 2))}." in form


@pytest.mark.parametrize(("days", "told"), [
    (6, "This date has not come yet."), (-1, "One of these charges was laid on 2 March 2026."),
])  # fmt: skip
def test_a_day_that_cannot_be_right_is_refused(builder, days, told):
    with pytest.raises(Refused, match=told):
        stop_charges_of(builder, on=on(builder, days))
    assert builder.suspect().state == "CHARGED"


def test_nothing_took_place_of_it_after_that_day(builder):
    [about] = laid_about(builder.suspects[0], builder.second)
    plea(builder, 3, about)
    with pytest.raises(Refused, match="Something is recorded in court of one of these charges"):
        stop_charges_of(builder, charges=[about], on=on(builder, 2))
    assert stop_charges_of(builder, charges=[about], on=on(builder, 3)).status == "IN_FORCE"


def test_a_charge_in_the_place_of_another_did_not_end_before_that(builder):
    first = laid_against(builder.suspects[0])[0]
    replace_charge_of(builder, first, on=on(builder, 3))
    [new] = [row for row in laid_against(builder.suspects[0]) if row.altered_by_id]
    with pytest.raises(Refused, match="One of these charges was laid on 5 March 2026."):
        stop_charges_of(builder, charges=[new], on=on(builder, 2))
    assert stop_charges_of(builder, charges=[new], on=on(builder, 3)).status == "IN_FORCE"


def told_in_api(builder):
    """What the police's system and that of the CPS read of each charge: how, which days and why."""
    names = ("stopped", "stopped_on", "stopped_on_proposed", "stopped_on_because")
    told = set()
    for side, person in (("police", "officer"), ("cps", "prosecutor")):
        caller = Caller(getattr(builder.cast, side)).for_(getattr(builder.cast, person))
        case = caller.get(f"/api/cases/{builder.case.pk}/").json()
        suspect = next(each for each in case["suspects"] if each["charge_report"])
        told |= {tuple(row[name] for name in names) for row in suspect["charge_report"]["laid"]}
    return told


class TestReadTwice:
    def test_the_day_is_kept_through_the_reading_and_is_never_after_it(self, read_twice):
        stop = stop_charges_of(read_twice, on=on(read_twice, 4))
        assert read_twice.suspect().state == "CHARGE_STOP"
        read_twice.at += timedelta(days=2)
        countersign_stop_of(read_twice)
        assert read(stop).ended_on == on(read_twice, 4) < read(stop).read_at.date()

    def test_it_is_not_countersigned_against_what_the_court_recorded_since(self, read_twice):
        stop_charges_of(read_twice, on=on(read_twice, 4))
        read_twice.at += timedelta(days=2)
        plea(read_twice, 5)
        with pytest.raises(Refused, match="Do not countersign this"):
            countersign_stop_of(read_twice)

    def test_the_reader_gives_a_day_that_was_missing(self, read_twice):
        stop = stop_charges_of(read_twice)
        read_twice.at += timedelta(days=2)
        countersign_stop_of(read_twice, on=on(read_twice, 5), day_because=COURT_RECORD)
        told = read(stop)
        assert (told.on, told.proposed_on) == (on(read_twice, 5), None)
        assert told.ended_on == on(read_twice, 5)
        text = page_text(
            client_for(read_twice.cast.officer).get(page_url("see-decisions", read_twice.case))
        )
        assert f"Day on which they ended {format_day(on(read_twice, 5))}" in text
        assert f"Day proposed None Day given by the second reader because {COURT_RECORD}" in text

    def test_the_reader_corrects_it_to_an_earlier_day_and_the_other_is_kept(self, read_twice):
        stop = stop_charges_of(read_twice, on=on(read_twice, 4))
        read_twice.at += timedelta(days=2)
        countersign_stop_of(read_twice, on=on(read_twice, 3), day_because=COURT_RECORD)
        told = read(stop)
        assert (told.on, told.proposed_on) == (on(read_twice, 3), on(read_twice, 4))
        assert told.day_because == COURT_RECORD

    def test_the_api_has_the_day_and_what_was_proposed(self, read_twice):
        """To each side, once it is in force; before that there is no stopped charge to read."""
        stop_charges_of(read_twice, on=on(read_twice, 4))
        read_twice.at += timedelta(days=2)
        assert told_in_api(read_twice) == {(None, None, None, "")}
        countersign_stop_of(read_twice, on=on(read_twice, 3), day_because=COURT_RECORD)
        days = [on(read_twice, n).isoformat() for n in (3, 4)]
        assert told_in_api(read_twice) == {("DISCONTINUED", *days, COURT_RECORD)}

    def test_the_api_has_the_day_that_the_reader_gave_and_no_proposed_one(self, read_twice):
        stop_charges_of(read_twice)
        read_twice.at += timedelta(days=2)
        countersign_stop_of(read_twice, on=on(read_twice, 3), day_because=COURT_RECORD)
        day = on(read_twice, 3).isoformat()
        assert told_in_api(read_twice) == {("DISCONTINUED", day, None, COURT_RECORD)}

    def test_the_same_day_is_no_correction(self, read_twice):
        stop = stop_charges_of(read_twice, on=on(read_twice, 4))
        countersign_stop_of(read_twice, on=on(read_twice, 4), day_because=COURT_RECORD)
        assert (read(stop).proposed_on, read(stop).day_because) == (None, "")

    @pytest.mark.parametrize(
        ("days", "because", "told"),
        [
            (5, "The court’s record says so.", "You can give an earlier day"),
            (3, " ", "Enter why they ended on that day"),
            (-1, "The court’s record says so.", "One of these charges was laid on 2 March 2026."),
        ],
    )
    def test_a_day_that_cannot_be_right_changes_nothing(self, read_twice, days, because, told):
        stop = stop_charges_of(read_twice, on=on(read_twice, 4))
        read_twice.at += timedelta(days=2)
        with pytest.raises(Refused, match=told):
            countersign_stop_of(read_twice, on=on(read_twice, days), day_because=because)
        assert (read(stop).status, read(stop).on) == ("PROPOSED", on(read_twice, 4))

    def test_not_before_what_took_place_in_court_of_it(self, read_twice):
        plea(read_twice, 3)
        stop_charges_of(read_twice, on=on(read_twice, 4))
        with pytest.raises(Refused, match="Something is recorded in court"):
            countersign_stop_of(read_twice, on=on(read_twice, 2), day_because=COURT_RECORD)

    def test_the_form_keeps_what_was_typed_and_asks_for_both(self, read_twice):
        stop_charges_of(read_twice)
        client = client_for(read_twice.cast.other_prosecutor)
        address = reverse("countersign-stop", args=[read_twice.suspects[0].pk])
        page = client.post(address, {"version": 1, **date_parts("on", on(read_twice, 3))})
        assert "Enter how you know that they ended on that day" in page_text(page)
        assert f'value="{on(read_twice, 3).day}"' in page.content.decode()
        page = client.post(address, {"version": 1, "day_because": COURT_RECORD})
        assert "Enter the day on which they ended, or leave both empty" in page_text(page)
        page = client.post(
            address,
            {"version": 1, "day_because": COURT_RECORD, **date_parts("on", on(read_twice, 3))},
        )
        assert page.status_code == 302
        [stop] = ChargeStop.objects.unscoped("test").filter(case=read_twice.case)
        assert (stop.status, stop.on) == ("IN_FORCE", on(read_twice, 3))

    @pytest.mark.parametrize(
        "facts",
        [
            {"on": date(2026, 3, 3)},
            {"on": date(2026, 3, 3), "day_because": COURT_RECORD},
            {"day_because": COURT_RECORD},
            {"proposed_on": date(2026, 3, 6)},
        ],
    )
    def test_nobody_else_changes_the_day(self, read_twice, facts):
        stop = stop_charges_of(read_twice, on=on(read_twice, 4))
        with pytest.raises(DatabaseError), transaction.atomic():
            update_in_clear(ChargeStop.objects.unscoped("test").filter(pk=stop.pk), **facts)
        countersign_stop_of(read_twice)
        with pytest.raises(DatabaseError), transaction.atomic():
            update_in_clear(ChargeStop.objects.unscoped("test").filter(pk=stop.pk), **facts)


def test_the_form_asks_for_it_and_keeps_a_wrong_one(builder):
    client, ahead = client_for(builder.cast.prosecutor), london_day(timezone.now()) + timedelta(5)
    page = client.post(
        reverse("stop-charges", args=[builder.suspects[0].pk]),
        {**date_parts("on", ahead), "kind": "NO_EVIDENCE"},
    )
    text = page_text(page)
    assert page.status_code == 200 and "On which day did they end? (optional)" in text
    assert "The day on which they ended must be today or earlier" in text
    assert f'value="{ahead.day}"' in page.content.decode()
