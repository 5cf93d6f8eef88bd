"""The page on which a prosecutor states the counts of a charge."""

from datetime import date
from uuid import uuid4

import pytest

from cases.case_details.actions import cases
from cases.models import AuthorisedCharge, Victim
from devtools.case_builder import CaseBuilder, cast
from people.models import Unit
from tests.support.cases.charges import allegations_against
from tests.support.cases.counts import (
    BOTH_STAGES,
    NIGHT,
    PENETRATION,
    WHAT,
    charge_with_counts,
    count_alleged,
    count_not_alleged,
    count_rows,
    offence_with_code,
    typed_count,
    uncharged_rows,
)
from tests.support.cases.decisions import (
    countersign_no_charge,
    decline_countersignature,
    newest_wording,
)
from tests.support.cases.pages import client_for, date_parts, hidden_fields, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(3)


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=START).allocate().review()


@module_fixture
def twice():
    """A case of a unit whose charges are read twice."""
    people = cast()
    Unit.objects.filter(pk=people.cps.pk).update(charges_are_read_twice=True)
    return CaseBuilder(people, at=START).allocate().review()


@pytest.fixture
def address(builder):
    return page_url("authorise-charge", builder.suspects[0])


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def values(page, name):
    return [form[name].value() for form in page.context["counts"].forms]


def again(page):
    """What a browser sends for the closed counts of a page."""
    return {
        name: value for name, value in hidden_fields(page).items() if name.startswith("counts-")
    }


def test_nothing_is_a_count_before_it_is_chosen(builder, prosecutor, address):
    page = prosecutor.get(address)
    assert "Charge this" in page_text(page) and "Among the charges" not in page_text(page)
    assert "None yet. Charge what the police allege" in page_text(page)
    made = allegations_against(builder.suspects[0])[0]
    page = prosecutor.post(address, count_rows(add=f"allegation {made.pk}"))
    assert values(page, "allegation") == [str(made.pk)]
    assert values(page, "offence") == [made.offence_id]
    assert "Among the charges" in page_text(page) and "Charge this" not in page_text(page)
    assert hidden_fields(page, "counts-0-allegation") == {"counts-0-allegation": str(made.pk)}
    sent = again(page) | {"rationale": ""}
    told = page_text(prosecutor.post(address, count_rows() | sent))
    counts, reasons = "Charge 1: Enter the particulars", "Enter why the evidential stage is met"
    assert told.index(counts) < told.index(reasons)  # as they follow each other on the page


def test_counts_and_alternatives_are_added_and_removed_without_loss(builder, prosecutor, address):
    page = prosecutor.post(address, count_rows(typed_count(builder), add="1"))
    assert [each or "" for each in values(page, "alternative_to")] == ["", "1"]
    assert "No, a charge of its own" in page_text(page)
    assert values(page, "particulars")[0] == WHAT
    assert values(page, "victim") == [str(builder.victim.pk)] * 2  # the same victim and days
    assert page.context["form"]["rationale"].value() == BOTH_STAGES["rationale"]
    three = (typed_count(builder),) * 2 + (typed_count(builder, alternative_to="2"),)
    page = prosecutor.post(address, count_rows(*three, remove="0"))
    assert values(page, "alternative_to")[1] == "1"
    page = prosecutor.post(address, count_rows(*three, remove="1"))
    assert values(page, "alternative_to")[1] == "own"
    assert not AuthorisedCharge.objects.exists()


def test_a_count_not_being_changed_is_shown_in_words_and_sent_again(builder, prosecutor, address):
    page = prosecutor.post(
        address, count_rows(typed_count(builder), typed_count(builder), open="1")
    )
    body = page.content.decode()
    assert 'id="id_counts-1-offence"' in body and 'id="id_counts-0-offence"' not in body
    assert (
        f"Charge 1: {offence_with_code(PENETRATION)}" in page_text(page)
        and "10 January 2026" in body
    )
    assert again(page)["counts-0-particulars"] == WHAT
    second = {f"counts-1-{name}": value for name, value in typed_count(builder).items()}
    sent = count_rows(**uncharged_rows(builder)) | again(page) | second
    sent |= {"counts-TOTAL_FORMS": 2}
    assert prosecutor.post(address, sent).status_code == 302
    kept, _changed = AuthorisedCharge.objects.order_by("pk")
    assert (kept.offence_id, kept.from_on, kept.particulars) == (PENETRATION, NIGHT, WHAT)


def test_what_is_wrong_is_said_of_its_count(builder, prosecutor, address):
    old = typed_count(builder, **date_parts("from_on", date(1998, 3, 3)), particulars="x")
    page = page_text(prosecutor.post(address, count_rows(typed_count(builder), old)))
    assert "Charge 2: Say more under “What are the particulars?”" in page
    page = page_text(prosecutor.post(address, count_rows(old | {"particulars": WHAT})))
    assert "Charge 1: Sexual Offences Act 2003 s.2 applies to acts from 1 May 2004." in page
    page = page_text(prosecutor.post(address, count_rows({})))
    assert "consent to prosecute" not in page  # no count needs it
    for words in ("Select the offence", "Enter the first day of the charge", "the particulars"):
        assert words in page
    wrong = typed_count(builder, alternative_to="2"), typed_count(builder)
    page = prosecutor.post(address, count_rows(*wrong))
    assert "alternative_to" in page.context["counts"].forms[0].errors


def test_the_counts_are_sent_as_they_stand(builder, prosecutor, address):
    made = allegations_against(builder.suspects[0])[0]
    from_police = {"allegation": made.pk, "particulars": WHAT}
    sent = count_rows(from_police, typed_count(builder, alternative_to="1"))
    assert prosecutor.post(address, sent).status_code == 302
    one, two = AuthorisedCharge.objects.order_by("pk")
    assert (one.allegation, one.offence, one.from_on) == (made, made.offence, made.from_on)
    assert two.alternative_to == one


def test_adding_a_count_does_not_pass_over_another_wording_made_meanwhile(twice):
    charge_with_counts(twice, count_alleged(twice))
    address = page_url("revise-decision", twice.suspects[0])
    prosecutor = client_for(twice.cast.prosecutor)
    sent = count_rows(typed_count(twice), version=1, **uncharged_rows(twice))
    assert prosecutor.post(address, sent).status_code == 302
    page = prosecutor.post(address, sent | {"add": "new"})
    assert hidden_fields(page, "version") == {"version": "1"}  # as it was when the page was opened


def test_what_a_reader_declined_is_where_the_next_wording_starts(twice):
    charge_with_counts(twice, count_alleged(twice))
    decline_countersignature(twice, twice.suspects[0])
    prosecutor = client_for(twice.cast.prosecutor)
    page = prosecutor.get(page_url("authorise-charge", twice.suspects[0]))
    assert values(page, "particulars") == [WHAT] and "Among the charges" in page_text(page)
    assert page.context["form"]["rationale"].value() == BOTH_STAGES["rationale"]


def test_a_proposed_charge_is_worded_anew_with_its_counts(twice):
    charge_with_counts(twice, count_alleged(twice))
    suspect = twice.suspects[0]
    prosecutor, address = client_for(twice.cast.prosecutor), page_url("revise-decision", suspect)
    assert values(prosecutor.get(address), "particulars") == [WHAT]
    sent = count_rows(typed_count(twice), version=1, **uncharged_rows(twice))
    assert prosecutor.post(address, sent).status_code == 302
    [count] = newest_wording(suspect).charges.all()
    assert (count.offence_id, newest_wording(suspect).number) == (PENETRATION, 2)
    assert prosecutor.post(address, sent).status_code == 409  # its version is an earlier one
    other = client_for(twice.cast.other_prosecutor)
    page = page_text(other.get(page_url("countersign-decision", suspect)))
    assert "Charge 1: " in page and WHAT in page
    countersign_no_charge(twice, suspect)
    assert twice.suspect().state == "CHARGE_AUTHORISED"


class TestBothActs:
    """Days that cross 1 May 2004: Violent Crime Reduction Act 2006 s.55."""

    ASSAULT_1956 = "SX56027"
    WHY = "He touched nobody: no indecent assault is in what she describes."

    def across(self, builder, **facts):
        days = date_parts("from_on", date(2004, 3, 1)) | date_parts("to_on", date(2004, 7, 31))
        return typed_count(builder, **days | facts)

    def test_the_page_offers_the_alternative_under_the_other_act(
        self, builder, prosecutor, address
    ):
        page = prosecutor.post(address, count_rows(self.across(builder), open="0"))
        assert "Violent Crime Reduction Act 2006 s.55" in page_text(page)
        assert 'value="other act 1"' in page.content.decode()
        page = prosecutor.post(address, count_rows(self.across(builder), add="other act 1"))
        assert values(page, "alternative_to")[1] == "1"
        assert values(page, "particulars") == [WHAT, WHAT]
        assert "other act" not in prosecutor.get(address).content.decode()

    def test_one_act_alone_is_not_sent_and_both_are(self, builder, prosecutor, address):
        page = prosecutor.post(address, count_rows(self.across(builder)))
        [error] = page.context["counts"].forms[0].errors["offence"]
        assert "Charge it in the alternative under both Acts" in error
        other = {"offence": self.ASSAULT_1956, "alternative_to": "1"}
        sent = count_rows(self.across(builder), self.across(builder, **other))
        sent |= uncharged_rows(builder)
        assert prosecutor.post(address, sent).status_code == 302
        one, two = AuthorisedCharge.objects.order_by("pk")
        assert (one.offence_id, two.offence_id) == (PENETRATION, self.ASSAULT_1956)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"alternative_to": ""},  # both at once
            {"offence": "SX03002"},  # the same Act
            {"offence": "IC60004"},  # another conduct
            date_parts("from_on", date(2004, 3, 2)),  # other days
        ],
    )
    def test_what_is_no_alternative_under_the_other_act_does_not_do(
        self, builder, prosecutor, address, wrong
    ):
        other = {"offence": self.ASSAULT_1956, "alternative_to": "1"} | wrong
        sent = count_rows(self.across(builder), self.across(builder, **other))
        page = prosecutor.post(address, sent | uncharged_rows(builder))
        assert page.status_code == 200
        [error] = page.context["counts"].forms[0].errors["offence"]
        assert "Charge it in the alternative under both Acts" in error
        assert not AuthorisedCharge.objects.exists()

    def test_why_no_like_offence_is_charged_is_asked_kept_and_read(
        self, builder, prosecutor, address
    ):
        asked = "Why does no such offence under the other Act cover it?"
        assert asked not in page_text(
            prosecutor.post(address, count_rows(typed_count(builder), open="0"))
        )
        page = prosecutor.post(address, count_rows(self.across(builder)))
        assert asked in page_text(page)
        assert "If none of these covers what was done, say why below." in page_text(page)
        stated = self.across(builder, other_act_because=self.WHY)
        page = prosecutor.post(address, count_rows(stated, typed_count(builder), open="1"))
        told = f"Why no such offence under the other Act is charged: {self.WHY}"
        assert told in page_text(page)  # of the charge that is closed
        sent = count_rows(stated) | uncharged_rows(builder)
        assert prosecutor.post(address, sent).status_code == 302
        [row] = AuthorisedCharge.objects.all()
        assert row.other_act_because == self.WHY
        read = [page_url(page, builder.case) for page in ("see-decisions", "see-case")]
        for where in read:
            assert told in page_text(client_for(builder.cast.officer).get(where)), where

    def test_a_reason_for_days_that_do_not_cross_is_given_back(self, builder, prosecutor, address):
        page = prosecutor.post(
            address, count_rows(typed_count(builder, other_act_because=self.WHY))
        )
        assert "It is only for days across 1 May 2004" in page_text(page)
        assert values(page, "other_act_because") == [self.WHY]
        assert not AuthorisedCharge.objects.exists()


class TestWayRoundALimit:
    """Indecent assault is no way round the 12 months of 1956 Act s.6: R v J [2004] UKHL 42."""

    GIRL_UNDER_16, ASSAULT_UNDER_16 = "SX56006", "SX56026"
    NIGHT_OF_1996 = date(1996, 11, 5)
    WARNED = (
        "Charge 1 is of the same victim and days as an offence under s.6. If it is the same sexual"
        " intercourse, it may not be charged to avoid the time limit of s.6 (R v J [2004] UKHL 42)."
        " A lawyer must look at it."
    )

    def typed(self, builder, **facts):
        days = date_parts("from_on", self.NIGHT_OF_1996)
        return typed_count(builder, **{"offence": self.ASSAULT_UNDER_16} | days | facts)

    def intercourse_alleged(self, builder, **facts):
        """The police allege intercourse with a girl under 16 that is too old to be charged."""
        [row] = allegations_against(builder.suspects[0])
        row.pk = row.id = row.first_id = uuid4()
        row.offence = offence_with_code(self.GIRL_UNDER_16)
        row.from_on, row.to_on = self.NIGHT_OF_1996, None
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(force_insert=True)

    def stated(self, builder, prosecutor, address, *rows):
        return page_text(prosecutor.post(address, count_rows(*rows, open="0")))

    def test_it_is_said_where_the_police_allege_the_intercourse(self, builder, prosecutor, address):
        assert self.WARNED not in self.stated(builder, prosecutor, address, self.typed(builder))
        self.intercourse_alleged(builder, from_on=date(1996, 11, 1), to_on=date(1996, 11, 5))
        page = self.stated(builder, prosecutor, address, self.typed(builder))
        assert page.count(self.WARNED) == 1

    def test_it_is_said_where_the_intercourse_is_another_charge(self, builder, prosecutor, address):
        other = self.typed(builder, offence=self.GIRL_UNDER_16)
        page = self.stated(builder, prosecutor, address, self.typed(builder), other)
        assert page.count(self.WARNED) == 1
        assert "Charge 2 is of the same victim" not in page

    @pytest.mark.parametrize(
        "facts",
        [{"from_on": date(1996, 11, 6)}, {"from_on": date(1996, 11, 4)}, {"offence_id": "SX56005"}],
    )
    def test_it_is_not_said_of_another_day_or_of_an_offence_without_the_limit(
        self, builder, prosecutor, address, facts
    ):
        self.intercourse_alleged(builder, **facts)
        assert self.WARNED not in self.stated(builder, prosecutor, address, self.typed(builder))

    def test_it_is_not_said_of_another_victim(self, builder, prosecutor, address):
        other = builder.do(cases.add_victim, "officer", case=builder.case)
        Victim.objects.unscoped("test").filter(pk=other.pk).update(only_side="")
        self.intercourse_alleged(builder, victim=other)
        assert self.WARNED not in self.stated(builder, prosecutor, address, self.typed(builder))

    def test_the_second_reader_is_told_and_nothing_is_refused(self, twice):
        self.intercourse_alleged(twice)
        facts = {"from_on": self.NIGHT_OF_1996, "offence": offence_with_code(self.ASSAULT_UNDER_16)}
        charge_with_counts(twice, count_not_alleged(twice, **facts))
        reader = client_for(twice.cast.other_prosecutor)
        page = page_text(reader.get(page_url("countersign-decision", twice.suspects[0])))
        assert self.WARNED in page
        countersign_no_charge(twice, twice.suspects[0])
        assert twice.suspect().state == "CHARGE_AUTHORISED"
