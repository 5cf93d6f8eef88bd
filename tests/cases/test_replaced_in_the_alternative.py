"""One charge that was laid is replaced by another and its alternative."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.models import ChargeStop, LaidCharge
from devtools.case_builder import cast
from tests.cases.test_custody_limits_after_stops import charges_of, remanded_on_two
from tests.cases.test_custody_limits_by_charge import correct, day_of, limit, record_limit
from tests.support.cases.charge_stops import (
    WHY,
    charge_read_twice,
    charge_two_victims,
    countersign_stop_of,
    laid_about,
    laid_against,
    newest_stop,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.counts import NIGHT, PENETRATION, offence_with_code
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import recomputed_duties, record_of
from victims.actions.ended_charges import charges_ended_of_victim

pytestmark = pytest.mark.django_db

ASSAULT, CAUSING, OLD_ASSAULT = "SX03007", "SX03009", "SX56027"
ACROSS = {"from_on": date(2004, 3, 1), "to_on": date(2004, 7, 31)}


@module_fixture
def builder():
    """Three charges: two about the first victim, one about the second."""
    return charge_two_victims(cast(), at=days_ago(9))


@module_fixture
def remanded():
    return remanded_on_two()


@module_fixture
def read_twice():
    return charge_read_twice(cast(), at=days_ago(9))


def first_laid(builder):
    return laid_about(builder.suspects[0], builder.victim)[0]


def replace_by_two(builder, laid, other=CAUSING, **facts):
    return replace_charge_of(builder, laid, alternative=offence_with_code(other), **facts)


class TestAct:
    def test_both_go_on_in_its_place(self, builder):
        before = first_laid(builder)
        stop = replace_by_two(builder, before)
        new = stop.replacements.order_by("pk")
        assert [(row.offence_id, row.from_on, row.victim_id) for row in new] == [
            (PENETRATION, NIGHT, before.victim_id), (CAUSING, NIGHT, before.victim_id),
        ]  # fmt: skip
        others = [row for row in laid_against(builder.suspects[0]) if not row.stopped.exists()]
        assert len(others) == 4
        for row in others:
            assert builder.suspect().state == "CHARGED"
            stop_charges_of(builder, charges=[row])
        assert builder.suspect().state == "STOPPED"

    def test_days_across_1_may_2004_need_both_acts(self, builder):
        laid = first_laid(builder)
        assert "Sexual Offences Act 1956" in why_not(replace_charge_of, builder, laid, **ACROSS)
        assert "Sexual Offences Act 1956" in why_not(replace_by_two, builder, laid, **ACROSS)
        stop = replace_by_two(builder, laid, OLD_ASSAULT, **ACROSS)
        assert {row.offence_id for row in stop.replacements.all()} == {PENETRATION, OLD_ASSAULT}
        assert {row.to_on for row in stop.replacements.all()} == {ACROSS["to_on"]}

    def test_an_alternative_can_be_put_beside_the_charge_as_it_is(self, builder):
        laid = first_laid(builder)
        same = {"code": laid.offence_id, "from_on": laid.from_on, "to_on": laid.to_on}
        assert why_not(replace_charge_of, builder, laid, **same).startswith("This is the charge")
        stop = replace_by_two(builder, laid, PENETRATION, **same)
        assert stop.replacements.count() == 2

    @pytest.mark.parametrize(("other", "told"), [
        (PENETRATION, "The alternative is the same offence."), ("SX56001", "Sexual Offences Act"),
    ])  # fmt: skip
    def test_it_is_another_offence_that_can_be_charged(self, builder, other, told):
        assert told in why_not(replace_by_two, builder, first_laid(builder), other)

    def test_one_on_which_no_evidence_was_offered_is_no_alternative(self, builder):
        mine = laid_about(builder.suspects[0], builder.victim)
        [rape] = [row for row in mine if row.offence_id != ASSAULT]
        [assault] = [row for row in mine if row.offence_id == ASSAULT]
        stop_charges_of(builder, charges=[rape], kind="NO_EVIDENCE")
        again = {"other": rape.offence_id, "from_on": rape.from_on}
        text = why_not(replace_by_two, builder, assault, **again)
        assert "A verdict of not guilty stands" in text

    def test_the_victim_is_owed_one_change_and_both_are_beside_it(self, builder):
        left = laid_about(builder.suspects[0], builder.victim)[1].offence
        stop = replace_by_two(builder, first_laid(builder))
        changed = [
            each for each in recomputed_duties(builder)
            if each.what == "ALTERED" and each.source == str(stop.pk)
        ]  # fmt: skip
        assert [each.record_id for each in changed] == [builder.victim.pk]
        mine = charges_ended_of_victim(record_of(builder.victim).victim_id, builder.suspect())
        first, second = (offence_with_code(code).title for code in (PENETRATION, CAUSING))
        assert mine.going_on == [left.title, first, f"{second}, in the alternative"]

    def test_a_limit_of_the_one_replaced_is_of_both(self, remanded):
        first, second = laid_against(remanded.suspects[0])
        fact = record_limit(remanded, 60, first)
        stop = replace_by_two(remanded, first, from_on=NIGHT.replace(day=7))
        new, other = stop.replacements.order_by("pk")
        assert charges_of(correct(remanded, fact, on=day_of(100))) == {new, other} != {second}
        stop_charges_of(remanded, charges=[new])
        assert limit(remanded) == day_of(100)


class TestPages:
    def typed_form(self, **said):
        usual = {"form_key": "", "charges": ["1.1"], "kind": "ALTERED", "text": WHY}
        return usual | {"are_told": "yes", "offence": PENETRATION} | said

    def test_the_form_asks_for_it_where_the_days_need_it(self, read_twice):
        browser = client_for(read_twice.cast.prosecutor)
        address = page_url("stop-charges", read_twice.suspects[0])
        days = date_parts("from_on", ACROSS["from_on"]) | date_parts("to_on", ACROSS["to_on"])
        page = browser.post(address, self.typed_form(**days))
        assert list(page.context["form"].errors) == ["alternative"]
        assert "Charge it in the alternative under both Acts" in page_text(page)
        page = browser.post(address, self.typed_form(**days, alternative=OLD_ASSAULT))
        assert page.status_code == 302
        assert newest_stop(read_twice.suspects[0]).new_alternative_id == OLD_ASSAULT

    def test_the_reader_and_the_police_read_both(self, read_twice):
        replace_by_two(read_twice, laid_against(read_twice.suspects[0])[0])
        titles = [offence_with_code(code).title for code in (PENETRATION, CAUSING)]
        reader = client_for(read_twice.cast.manager)
        page = page_text(reader.get(page_url("countersign-stop", read_twice.suspects[0])))
        assert f"Replacement charge {titles[0]}" in page
        assert f"in the alternative: {titles[1]}" in page
        countersign_stop_of(read_twice)
        officer = client_for(read_twice.cast.officer)
        page = page_text(officer.get(page_url("see-case", read_twice.case)))
        assert f"Replacement charge, in the alternative {titles[1]}" in page
        page = page_text(
            client_for(read_twice.cast.prosecutor).get(
                page_url("stop-charges", read_twice.suspects[0])
            )
        )
        assert f"as replaced, in the alternative: {titles[1]}" in page


class TestDatabase:
    def test_it_is_of_a_replacement_and_another_offence(self, builder):
        decision = builder.suspects[0].decisions.unscoped("test").get()
        said = {
            "case": builder.case, "decision": decision, "number": 9, "reasons": WHY,
            "are_told": True, "by": builder.cast.prosecutor, "at": builder.at,
        }  # fmt: skip
        rows = ChargeStop.objects.unscoped("test")
        altered = {"kind": "ALTERED", "new_offence_id": PENETRATION, "new_from_on": NIGHT}
        for wrong in ({"kind": "DISCONTINUED"}, altered):
            with pytest.raises(IntegrityError, match="in_the_alt"), transaction.atomic():
                rows.create(**said | wrong, new_alternative_id=PENETRATION)

    def test_each_is_laid_once_and_nothing_else_is(self, builder):
        stop = replace_by_two(builder, first_laid(builder))
        same = {
            "report_id": first_laid(builder).report_id, "victim_id": builder.victim.pk,
            "from_on": NIGHT, "altered_by": stop,
        }  # fmt: skip
        for code in (PENETRATION, CAUSING, OLD_ASSAULT):
            with pytest.raises(DatabaseError), transaction.atomic():
                LaidCharge.objects.create(**same, offence_id=code)
        rows = ChargeStop.objects.unscoped("test").filter(pk=stop.pk)
        with pytest.raises(DatabaseError, match="cases_chargestop only"), transaction.atomic():
            rows.update(new_alternative=None)


def test_days_of_one_day_need_no_other_act(builder):
    stop = replace_by_two(builder, first_laid(builder), from_on=NIGHT - timedelta(days=1))
    assert stop.new_alternative_id == CAUSING
