"""The pages of out-of-court disposals: decide, read, and report what became of one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Decision, Suspect
from devtools.case_builder import CaseBuilder, cast
from tests.support.api.both_systems import BothSystems, change_suspect, json_of
from tests.support.api.request_bodies import DISPOSAL
from tests.support.cases.disposals import (
    WHY,
    YOUTH,
    authorise_disposal,
    give_caution,
    propose_disposal_of,
    set_birth,
)
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.sealed_rows import opened_values
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.module_fixtures import module_fixture
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

REASONS = {
    "rationale": "He told the police all of it, and the messages bear it out.",
    "public_interest_rationale": "A caution puts on record what he did.",
    "exceptional": WHY,
}
REQUESTED = DISPOSAL | {
    "kind": "ADULT_CAUTION", "are_asked": "no", "admitted_on": "2026-11-20",
    "not_asked_because": "They asked not to be told anything before the decision.",
}  # fmt: skip


@module_fixture
def builder():
    """Two suspects, reviewed and with a prosecutor; the first is an adult."""
    made = CaseBuilder(cast(), suspects=2, at=timezone.now() - timedelta(days=2)).allocate()
    for suspect in made.suspects:
        made.have_reviewed(suspect)
    set_birth(made)
    return made


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


NO_DAY = {f"admitted_on-{part}": "" for part in ("day", "month", "year")}


def today():
    return london_day(timezone.now())


def answers(builder, *conditions, **typed):
    """The form of a disposal of the first suspect's allegation. conditions: rows as typed."""
    alleged = builder.suspects[0].allegations.unscoped("test").get()
    sent = {
        "form_key": "", "kind": "ADULT_CAUTION", "allegations": [alleged.pk], "are_asked": "yes",
        "views": "She wants it on record.", **REASONS, **FOCUS_ANSWERS,
        **date_parts("admitted_on", today() - timedelta(days=4)),
        "conditions-TOTAL_FORMS": len(conditions), "conditions-INITIAL_FORMS": len(conditions),
    }  # fmt: skip
    for n, row in enumerate(conditions):
        sent |= {f"conditions-{n}-{name}": value for name, value in row.items()}
    return sent | typed


def condition(text="Attend the course.", days=30):
    return {"text": text, "aim": "REHABILITATION"} | date_parts(
        "meet_by", today() + timedelta(days=days)
    )


def propose(browser, builder, *conditions, n=0, **typed):
    address = page_url("propose-disposal", builder.suspects[n])
    return browser.post(address, answers(builder, *conditions, **typed))


def made():
    return Decision.objects.unscoped("test").filter(status="PROPOSED").first()


class TestProposing:
    def test_the_other_ways_to_decide_lead_to_it(self, builder, prosecutor):
        address = page_url("propose-disposal", builder.suspects[0])
        page = prosecutor.get(page_url("authorise-charge", builder.suspects[0]))
        assert address in links_on_page(page)
        assert address in links_on_page(prosecutor.get(page_url("see-case", builder.case)))

    def test_the_case_says_what_has_to_come_first(self, builder, prosecutor):
        texts = (
            "Propose an out-of-court disposal",
            "Nobody has recorded the suspect’s date of birth",
        )
        set_birth(builder, 1, None)  # and it is open on the other suspect
        page = prosecutor.get(page_url("see-case", builder.case))
        assert page_url("propose-disposal", builder.suspects[1]) not in links_on_page(page)
        assert texts[1] not in page_text(page)
        set_birth(builder, 0, None)
        page = prosecutor.get(page_url("see-case", builder.case))
        assert page_url("propose-disposal", builder.suspects[0]) not in links_on_page(page)
        [later] = [each for each in page.context["acts"].not_yet if each.text == texts[0]]
        assert later.because == [f"{texts[1]}. Ask the police to add it."]
        Suspect.objects.unscoped("test").update(is_to_be_reviewed_again=True)
        page = prosecutor.get(page_url("see-case", builder.case))
        [later] = [each for each in page.context["acts"].not_yet if each.text == texts[0]]
        assert "applied the Threshold Test" in later.because[0]

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            (
                {"has_admitted": "no"},
                "An out-of-court disposal needs an admission. Make another decision, or ask the "
                "police to put the allegation to the suspect",
            ),
            (NO_DAY, "Select whether the suspect has admitted it"),
            (
                {"has_admitted": "yes", **NO_DAY},
                "Enter the date of the admission",
            ),
        ],
    )
    def test_it_asks_first_whether_the_suspect_has_admitted_it(
        self, builder, prosecutor, facts, told
    ):
        page = propose(prosecutor, builder, **facts)
        assert told in page_text(page) and len(page.context["form"].errors) == 1
        assert page.context["form"]["views"].value() == "She wants it on record."
        assert not made()
        assert propose(prosecutor, builder, has_admitted="yes").status_code == 302

    def test_a_call_is_told_of_the_day_alone(self, builder):
        """A system that was written before the question was there sends no other answer."""
        system = BothSystems(builder.cast).as_(builder.cast.prosecutor)
        alleged = str(builder.suspects[0].allegations.unscoped("test").get().pk)
        body = REQUESTED | {"allegations": [alleged]}
        undated = {name: value for name, value in body.items() if name != "admitted_on"}
        for sent, named in (
            (undated, "/admitted_on"),
            (undated | {"has_admitted": "yes"}, "/admitted_on"),
            (undated | {"has_admitted": "no"}, "/has_admitted"),
        ):
            wrong = json_of(change_suspect(system, builder.case, "disposal", sent), 422)
            assert [fault["answer"] for fault in wrong["errors"]] == [named]
        json_of(change_suspect(system, builder.case, "disposal", body))

    @pytest.mark.parametrize(
        ("born_on", "offered", "told"),
        [
            (None, [], "Nobody has recorded the suspect’s date of birth."),
            (YOUTH, ["YOUTH_CONDITIONAL", "YOUTH_CAUTION"], "section 66ZA"),
        ],
    )
    def test_it_offers_what_fits_the_age(self, builder, prosecutor, born_on, offered, told):
        set_birth(builder, 0, born_on)
        page = prosecutor.get(page_url("propose-disposal", builder.suspects[0]))
        assert [key for key, _ in page.context["form"].fields["kind"].choices] == offered
        assert told in page_text(page)

    def test_conditions_are_rows(self, builder, prosecutor):
        rows = condition(), condition("Write to her.", days=9)
        answer = propose(prosecutor, builder, *rows, {}, kind="ADULT_CONDITIONAL")
        assert answer.status_code == 302, page_text(answer)
        texts = opened_values(made().conditions.order_by("number"), "text")
        assert texts == ["Attend the course.", "Write to her."]

    @pytest.mark.parametrize("button", [{"add": "1"}, {"remove": "0"}, {"remove": ""}])
    def test_nothing_typed_is_lost_while_rows_change(self, builder, prosecutor, button):
        page = propose(prosecutor, builder, {"text": "One."}, {"text": "Two."}, **button)
        assert page.status_code == 200 and made() is None
        assert WHY in page_text(page) and "Two." in page_text(page)
        texts = [form["text"].value() or "" for form in page.context["conditions"].forms]
        expected = {"add": ["One.", "Two.", ""], "remove": ["Two."]}
        shown = expected["add" if "add" in button else "remove"]
        assert texts == (shown if button != {"remove": ""} else ["One.", "Two."])

    def test_an_empty_row_is_no_condition(self, builder, prosecutor):
        assert propose(prosecutor, builder, {}, {}).status_code == 302
        assert made().kind == "ADULT_CAUTION" and not made().conditions.exists()

    @pytest.mark.parametrize(
        ("rows", "typed", "told"),
        [
            ([], {"kind": "ADULT_CONDITIONAL"}, "has at least one condition"),
            ([condition()], {}, "no other caution has any"),
            ([{"text": "Attend."}], {"kind": "ADULT_CONDITIONAL"}, "Select what the condition is"),
            ([condition(days=-1)], {"kind": "ADULT_CONDITIONAL"}, "must be today or later"),
            ([], {"views": ""}, "Enter what the victims say"),
            ([], {"are_asked": "no"}, "Enter why they have not been asked"),
            ([], {"exceptional": "x"}, "Say more under “What exceptional circumstances"),
            ([], {"allegations": []}, "Select the allegations that it deals with"),
            ([], {"kind": "YOUTH_CAUTION"}, "Select one of the answers shown"),
        ],
    )
    def test_what_is_missing_is_said_beside_it(self, builder, prosecutor, rows, typed, told):
        page = page_text(propose(prosecutor, builder, *rows, **typed))
        assert told in page and made() is None

    def test_a_double_click_proposes_once(self, builder, prosecutor):
        sent = answers(builder, form_key="4b0c9d3e-0000-4000-8000-000000000001")
        for _ in range(2):
            answer = prosecutor.post(page_url("propose-disposal", builder.suspects[0]), sent)
            assert answer.status_code == 302
        assert Decision.objects.unscoped("test").count() == 1


class TestReading:
    def test_the_reader_reads_all_of_it(self, builder):
        propose_disposal_of(builder)
        reader = client_for(builder.cast.manager)
        address = page_url("countersign-decision", builder.suspects[0])
        page = page_text(reader.get(address))
        for told in ("Conditional caution", WHY, "Condition 2 Write to her.", "Full Code Test"):
            assert told in page
        assert "their turn to give the caution and report it" in page
        told = page_text(submit_form(reader, address, text=""))
        assert (
            "Out-of-court disposal authorised for suspect 1. The police have been notified." in told
        )

    def test_another_wording_starts_from_the_first(self, builder, prosecutor):
        propose_disposal_of(builder)
        address = page_url("revise-decision", builder.suspects[0])
        page = prosecutor.get(address)
        assert WHY in page_text(page) and len(page.context["conditions"].forms) == 2
        sent = answers(builder, exceptional="He has died a little more.", version=1)
        assert prosecutor.post(address, sent).status_code == 302
        assert (made().number, made().kind) == (2, "ADULT_CAUTION")


class TestReporting:
    def test_given_and_then_its_conditions_met(self, builder, officer):
        authorise_disposal(builder)
        case = page_url("see-case", builder.case)
        address = page_url("report-disposal", builder.suspects[0])
        assert address in links_on_page(officer.get(case))
        page = page_text(officer.get(address))
        assert "Condition 1 Attend the course." in page and "An appropriate adult" not in page
        sent = {"form_key": "", "was_given": "yes"} | date_parts("on", today())
        page = page_text(officer.post(address, sent))
        assert "Select each step that was taken" in page
        told = page_text(submit_form(
            officer, address, was_given="yes", confirmed=["EXPLAINED", "WARNED", "SIGNED"],
            **date_parts("on", today()),
        ))  # fmt: skip
        assert "Reported. The prosecutor of suspect 1 is notified." in told
        assert "Cautioned: conditions to be met" in told and "Given" in told
        address = page_url("report-conditions", builder.suspects[0])
        assert address in links_on_page(officer.get(case))
        submit_form(officer, address, were_met="yes", **date_parts("on", today()))
        assert "Dealt with out of court" in page_text(officer.get(case))
        assert builder.suspect().state == "OUT_OF_COURT"

    def test_not_given_or_not_met_it_says_why(self, builder, officer, prosecutor):
        authorise_disposal(builder)
        address = page_url("report-disposal", builder.suspects[0])
        sent = {"form_key": "", "was_given": "no"} | date_parts("on", today())
        assert "Enter why it was not given" in page_text(officer.post(address, sent))
        submit_form(officer, address, **sent | {"text": "He would not sign the document."})
        page = page_text(prosecutor.get(page_url("see-decisions", builder.case)))
        assert "Not given" in page and "He would not sign the document." in page
        give_caution(builder, 1)
        address = page_url("report-conditions", builder.suspects[1])
        sent = {"form_key": "", "were_met": "no"} | date_parts("on", today())
        assert "Enter which condition was not met" in page_text(officer.post(address, sent))

    def test_a_day_before_it_was_authorised_is_refused(self, builder, officer):
        authorise_disposal(builder)
        address = page_url("report-disposal", builder.suspects[0])
        sent = {"form_key": "", "was_given": "no", "text": "He would not sign the document."}
        sent |= date_parts("on", today() - timedelta(days=9))
        assert "It was authorised on" in page_text(officer.post(address, sent))
