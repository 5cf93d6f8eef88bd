"""Lines of inquiry that are still open: rows of a referral, with the day by which each is due."""

from datetime import date, timedelta

import pytest

from cases.models import Referral, Submission
from cases.open_lines import OpenLine
from cases.referral_snapshot import ReferralSnapshot
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from devtools.usual_answers import MG3
from people.access.scopes import Refused
from tests.support.api.token_callers import Caller
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import (
    client_for,
    date_parts,
    day_from_today,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
PHONE, FRIEND, EFFECT = "The download of his phone.", "Her friend abroad.", "It may show a threat."
WHY_UNDATED = "She has not answered yet."
DUE = date(2027, 5, 1)
DATED = {
    "text": PHONE, "is_dated": "yes", "expected_on": DUE, "may_change_decision": "yes",
    "effect": EFFECT,
}  # fmt: skip
UNDATED = {
    "text": FRIEND, "is_dated": "no", "undated_because": WHY_UNDATED, "may_change_decision": "no",
}  # fmt: skip
STORED_DATED = {
    "text": PHONE, "expected_on": "2027-05-01", "undated_because": "", "may_change_decision": True,
    "effect": EFFECT,
}  # fmt: skip
STORED_UNDATED = {
    "text": FRIEND, "expected_on": None, "undated_because": WHY_UNDATED,
    "may_change_decision": False, "effect": "",
}  # fmt: skip
PHONE_LINE = OpenLine(PHONE, DUE, may_change_decision=True, effect=EFFECT)
FRIEND_LINE = OpenLine(FRIEND, undated_because=WHY_UNDATED)


@module_fixture
def builder():
    return CaseBuilder(cast())


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def as_rows(*lines):
    """Rows as a browser sends them."""
    sent = {"open_lines-TOTAL_FORMS": len(lines), "open_lines-INITIAL_FORMS": 0}
    for n, line in enumerate(lines):
        for name, value in line.items():
            key = f"open_lines-{n}-{name}"
            sent |= date_parts(key, value) if isinstance(value, date) else {key: value}
    return sent


def form_data(builder, *lines, answer="yes", **more):
    chosen = [each.pk for each in builder.suspects]
    return MG3 | {"suspects": chosen, "is_line_open": answer} | as_rows(*lines) | more


def write(officer, builder, *lines, **more):
    address = page_url("write-referral", builder.case)
    return officer.post(address, form_data(builder, *lines, **more))


def latest(builder):
    rows = Referral.objects.unscoped("test").filter(case=builder.case)
    return rows.order_by("written_at").last()


def sign_off(builder):
    builder.referral = latest(builder)
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Go.",
    )  # fmt: skip
    return Submission.objects.unscoped("test").filter(case=builder.case).latest("number")


def send_back(builder):
    builder.referral = latest(builder)
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="No.",
    )  # fmt: skip
    builder.referral.refresh_from_db()


def shown_rows(page):
    """The text of each row that a form shows."""
    return [row["text"].value() for row in page.context["form"].lines.forms]


class TestTheForm:
    def test_each_line_is_a_row_and_is_stored_as_one(self, builder, officer):
        assert write(officer, builder, DATED, UNDATED).status_code == 302
        assert latest(builder).open_lines == [STORED_DATED, STORED_UNDATED]

    def test_none_is_open_and_not_said_are_two_things(self, builder, officer):
        assert write(officer, builder, answer="no").status_code == 302
        assert latest(builder).open_lines == []
        builder.do(
            referrals.withdraw_referral, "officer", referral=latest(builder),
            withdrawal_reason="No.",
        )  # fmt: skip
        assert write(officer, builder, answer="").status_code == 302
        assert latest(builder).open_lines is None

    @pytest.mark.parametrize(
        ("lines", "answer", "told"),
        [
            ([], "yes", "Enter each line of inquiry that is still open, or select No"),
            ([UNDATED], "no", "Select Yes, or remove the lines that you entered below"),
            ([UNDATED], "", "Select Yes, or remove the lines that you entered below"),
            ([{"text": FRIEND}], "yes", "Select whether you know by when to expect it"),
            ([{**UNDATED, "is_dated": "yes"}], "yes", "Enter the date by which you expect it"),
            ([{**UNDATED, "undated_because": ""}], "yes", "Enter why the date is not known"),
            ([{**DATED, "effect": ""}], "yes", "Enter how it could change the decision"),
            ([{**UNDATED, "text": ""}], "yes", "Enter the line of inquiry"),
            ([{**DATED, "expected_on": date(2926, 5, 1)}], "yes", "you expect it must be"),
            ([{**DATED, "expected_on": date(1006, 5, 1)}], "yes", "must be 1 January 1900 or"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
        self, builder, officer, lines, answer, told
    ):
        page = write(officer, builder, *lines, answer=answer, summary="What I typed.")
        assert page.status_code == 200 and told in page_text(page)
        assert shown_rows(page) == [each["text"] for each in lines]
        assert "What I typed." in page_text(page) and latest(builder) is None

    def test_a_row_that_was_emptied_is_no_line(self, builder, officer):
        assert write(officer, builder, {"text": ""}, UNDATED).status_code == 302
        assert latest(builder).open_lines == [STORED_UNDATED]

    def test_rows_are_added_and_removed_without_losing_anything(self, builder, officer):
        typed = {"summary": "What I typed.", "account_1": "He is silent."}
        page = write(officer, builder, DATED, {"text": FRIEND}, add="1", **typed)
        assert page.status_code == 200 and shown_rows(page) == [PHONE, FRIEND, None]
        form = page.context["form"]
        assert [form[name].value() for name in typed] == [*typed.values()]
        assert form.lines.forms[0]["expected_on"].value() == {
            "day": "1", "month": "5", "year": "2027",
        }  # fmt: skip
        page = write(officer, builder, DATED, UNDATED, remove="0", **typed)
        assert shown_rows(page) == [FRIEND] and latest(builder) is None
        page = write(officer, builder, DATED, remove="", **typed)  # the Enter key
        assert shown_rows(page) == [PHONE] and "He is silent." in page_text(page)

    def test_a_draft_has_the_rows(self, builder, officer):
        tab = Tab(officer, page_url("write-referral", builder.case))
        again = tab.saves(**form_data(builder, DATED, {"text": FRIEND}))
        assert shown_rows(again.page) == [PHONE, FRIEND]
        assert again.shows("is_line_open") == "yes"
        assert again.page.context["gate"].lines  # the checks read it too

    def test_what_a_page_from_before_sends_is_the_first_row(self, builder, officer):
        address = page_url("write-referral", builder.case)
        before = MG3 | {"suspects": [builder.suspects[0].pk], "lines_open": PHONE}
        page = officer.post(address, before)
        assert page.status_code == 200 and shown_rows(page) == [PHONE] and latest(builder) is None
        tab = Tab(officer, address)
        tab.hidden = {n: text for n, text in tab.hidden.items() if not n.startswith("open_lines")}
        again = tab.saves(**before)
        assert shown_rows(again.page) == [PHONE]

    def test_an_action_takes_no_half_line(self, builder):
        for half in (
            OpenLine(PHONE), OpenLine("", DUE), OpenLine(PHONE, DUE, may_change_decision=True),
            OpenLine(PHONE, DUE, undated_because="Both."), OpenLine(PHONE, DUE, effect="Some."),
        ):  # fmt: skip
            with pytest.raises(Refused, match="Say of each open line of inquiry"):
                builder.do(
                    referrals.write_referral, "officer", case=builder.case,
                    suspects=builder.suspects, open_lines=[half], **MG3,
                )  # fmt: skip


class TestTheCheck:
    """tests/cases/test_completeness.py tries the rule; here it is asked from the form."""

    def warned(self, officer, builder, *lines, **more):
        address = page_url("check-referral", builder.case)
        page = officer.post(address, form_data(builder, *lines, **more))
        return {each.code: [*map(str, each.missing)] for each in page.context["gate"].warnings}

    def test_it_reads_what_is_typed_so_far(self, builder, officer):
        passed = {**DATED, "expected_on": day_from_today(-3)}
        assert "open_lines_undated" not in self.warned(officer, builder, DATED, UNDATED)
        [told] = self.warned(officer, builder, UNDATED, passed)["open_lines_undated"]
        assert told.startswith("Line 2 was expected by ")
        half = {"text": PHONE, "may_change_decision": "yes"}
        assert self.warned(officer, builder, half)["open_lines_undated"] == [
            "Line 1: no day is known"
        ]

    def test_it_reads_no_answer_whose_question_is_hidden(self, builder, officer):
        hidden = {**DATED, "is_dated": "no", "undated_because": WHY_UNDATED}
        assert self.warned(officer, builder, hidden)["open_lines_undated"] == [
            "Line 1: no day is known"
        ]

    @pytest.mark.parametrize(
        ("lines", "answer", "is_said"), [([], "no", True), ([UNDATED], "", True), ([], "", False)]
    )
    def test_it_asks_whether_any_is_open(self, builder, officer, lines, answer, is_said):
        missing = self.warned(officer, builder, *lines, answer=answer)["no_mg3"]
        assert ("Is any line of inquiry still open?" not in missing) == is_said

    def test_triage_reads_that_a_day_has_passed_since(self, builder):
        line = OpenLine(PHONE, day_from_today(-1), may_change_decision=True, effect=EFFECT)
        builder.submit(open_lines=[line])  # on a day before
        page = client_for(builder.cast.assistant).get(page_url("accept-referral", builder.referral))
        rows = {str(row.reason): row for row in page.context["checks"].rows}
        row = rows["Lines of inquiry that could change the decision, without a day to come"]
        assert [str(tag[0]) for tag in (row.then, row.now)] == ["Nothing missing", "Missing"]
        page = client_for(builder.cast.assistant).get(page_url("return-referral", builder.referral))
        assert 'value="open_lines_undated"' not in page.text  # no reason of triage


class TestWhoReadsIt:
    def test_every_page_of_what_was_sent_has_each_line_with_its_day(self, builder, officer):
        write(officer, builder, DATED, UNDATED)
        sent = sign_off(builder)
        assert ReferralSnapshot.from_json(sent.as_sent).open_lines == (PHONE_LINE, FRIEND_LINE)
        reader = client_for(builder.cast.assistant)
        for address in (
            page_url("see-referral", builder.referral), page_url("see-submission", sent),
            page_url("see-mg3", sent),
        ):  # fmt: skip
            told = page_text(reader.get(address))
            first, second = told.split("Open line of inquiry 2")
            assert (
                f"{PHONE} Expected 1 May 2027" in first
                and f"Could change the decision Yes: {EFFECT}" in first
            )
            assert f"{FRIEND} Expected Not known: {WHY_UNDATED}" in second

    def test_that_none_is_open_is_said(self, builder, officer):
        write(officer, builder, answer="no")
        sent = sign_off(builder)
        reader = client_for(builder.cast.assistant)
        for name, row in (("see-referral", builder.referral), ("see-mg3", sent)):
            assert "The police say that none is open." in page_text(reader.get(page_url(name, row)))

    def test_that_nothing_was_said_of_it_is_seen(self, builder, officer):
        write(officer, builder, answer="")
        sent = sign_off(builder)
        reader = client_for(builder.cast.assistant)
        for name, row in (
            ("see-referral", builder.referral), ("see-submission", sent), ("see-mg3", sent)
        ):  # fmt: skip
            told = page_text(reader.get(page_url(name, row)))
            assert "Is any line of inquiry still open? Nothing entered" in told, name

    def test_the_prosecutor_has_it_beside_the_form_and_what_is_late_says_so(self, builder):
        late = OpenLine(PHONE, day_from_today(-1), may_change_decision=True, effect=EFFECT)
        builder.allocate(open_lines=[late, FRIEND_LINE])
        suspect = builder.suspect()
        builder.have_reviewed(suspect)
        for name in ("authorise-charge", "propose-disposal"):
            told = page_text(client_for(builder.cast.prosecutor).get(page_url(name, suspect)))
            assert f"{PHONE} Expected" in told and "which has passed" in told
            assert f"Not known: {WHY_UNDATED}" in told

    def test_the_cps_reads_none_of_it_before_sign_off(self, builder, officer):
        write(officer, builder, DATED)
        reader = client_for(builder.cast.assistant)
        assert reader.get(page_url("see-referral", latest(builder))).status_code == 404

    def test_the_history_says_what_changed(self, builder, officer):
        write(officer, builder, DATED)
        send_back(builder)
        address = page_url("revise-referral", builder.referral)
        submit_form(officer, address, **form_data(builder, DATED, UNDATED))
        told = page_text(officer.get(page_url("see-case-history", builder.case)))
        assert f"Lines of inquiry that are still open {PHONE}" in told and WHY_UNDATED in told

    def test_what_changed_since_the_last_submission_is_by_line(self, builder, officer):
        builder.submit(open_lines=[PHONE_LINE, FRIEND_LINE]).send_back()
        later = {**DATED, "expected_on": DUE + timedelta(days=9)}
        write(officer, builder, later, UNDATED, return_answer_1_no_mg3="Answered.")
        sent = sign_off(builder)
        page = client_for(builder.cast.assistant).get(page_url("see-changes", sent))
        comparison = page.context["comparison"]
        assert "Open line of inquiry 1" in [each.label for each in comparison.changed]
        assert "Open line of inquiry 2" in comparison.same and "10 end of added" in page_text(page)


class TestTheNextReferral:
    def test_it_begins_with_the_lines_of_the_one_before(self, builder, officer):
        builder.submit(open_lines=[PHONE_LINE, FRIEND_LINE]).send_back()
        form = officer.get(page_url("write-referral", builder.case)).context["form"]
        first, second = form.lines.forms
        assert (first["expected_on"].value(), first["effect"].value()) == (DUE, EFFECT)
        assert (second["is_dated"].value(), form["is_line_open"].value()) == ("no", "yes")

    def test_it_begins_with_that_none_is_open(self, builder, officer):
        builder.submit(open_lines=[]).send_back()
        page = officer.get(page_url("write-referral", builder.case))
        assert page.context["form"]["is_line_open"].value() == "no" and shown_rows(page) == [None]


class TestOneTextOfBefore:
    """Referrals had one text for all open lines, which stays a text."""

    @pytest.fixture
    def before(self, builder):
        builder.write()
        rows = Referral.objects.unscoped("test").filter(pk=builder.referral.pk)
        update_in_sql(rows, "lines_open", PHONE)
        return builder

    def test_it_is_read_where_it_was_and_sent_as_it_was(self, before, officer):
        question = "Which lines of inquiry are still open?"
        told = page_text(officer.get(page_url("see-referral", before.referral)))
        assert f"{question} {PHONE}" in told
        sent = sign_off(before)
        for name in ("see-submission", "see-mg3"):
            told = page_text(client_for(before.cast.assistant).get(page_url(name, sent)))
            assert f"{question} {PHONE}" in told and "none is open" not in told

    def test_the_first_row_begins_with_it_and_then_has_a_day(self, before, officer):
        send_back(before)
        address = page_url("revise-referral", before.referral)
        assert shown_rows(officer.get(address)) == [PHONE]
        submit_form(officer, address, **form_data(before, DATED))
        assert (latest(before).lines_open, latest(before).open_lines) == ("", [STORED_DATED])

    def test_it_stays_while_nothing_else_is_said(self, before, officer):
        send_back(before)
        submit_form(
            officer, page_url("revise-referral", before.referral), **form_data(before, answer="")
        )
        assert (latest(before).lines_open, latest(before).open_lines) == (PHONE, None)


class TestTwoAtOnce:
    @pytest.fixture
    def sent_back(self, builder):
        builder.write(open_lines=[PHONE_LINE])
        send_back(builder)
        return builder

    def theirs(self, builder, *lines, **more):
        """Another officer changes it meanwhile, and the supervisor sends it back again."""
        builder.do(
            referrals.revise_referral, "officer", referral=builder.referral,
            suspects=builder.suspects, version=builder.referral.version, open_lines=lines,
            **MG3 | more,
        )  # fmt: skip
        send_back(builder)

    def test_both_read_what_the_other_said(self, sent_back, officer):
        tab = Tab(officer, page_url("revise-referral", sent_back.referral))
        self.theirs(sent_back, FRIEND_LINE)
        page = tab.sends(**form_data(sent_back, DATED, UNDATED))
        told = page_text(page)
        assert page.status_code == 409
        assert f"Lines of inquiry that are still open Saved now: {FRIEND}" in told
        assert f"What you typed: {PHONE}" in told and shown_rows(page) == [PHONE, FRIEND]
        assert latest(sent_back).open_lines == [STORED_UNDATED]

    def test_what_only_the_other_changed_stays_theirs(self, sent_back, officer):
        tab = Tab(officer, page_url("revise-referral", sent_back.referral))
        self.theirs(sent_back, PHONE_LINE, FRIEND_LINE)
        page = tab.sends(**form_data(sent_back, DATED, delay="The laboratory."))
        assert page.status_code == 302
        assert latest(sent_back).open_lines == [STORED_DATED, STORED_UNDATED]
        assert latest(sent_back).delay == "The laboratory."

    def test_what_only_i_changed_is_mine(self, sent_back, officer):
        tab = Tab(officer, page_url("revise-referral", sent_back.referral))
        self.theirs(sent_back, PHONE_LINE, delay="The laboratory.")
        page = tab.sends(**form_data(sent_back, DATED, UNDATED))
        assert page.status_code == 302
        assert latest(sent_back).open_lines == [STORED_DATED, STORED_UNDATED]
        assert latest(sent_back).delay == "The laboratory."

    def test_a_system_is_refused_what_is_out_of_date(self, sent_back):
        caller = Caller(sent_back.cast.police).for_(sent_back.cast.officer)
        version = sent_back.referral.version
        self.theirs(sent_back, FRIEND_LINE)
        answer = caller.make(
            f"/api/referrals/{sent_back.referral.pk}/revision/",
            MG3 | {"suspects": [str(sent_back.suspects[0].pk)], "is_line_open": "no"},
            If_Match=f'"{version}"',
        )
        assert answer.status_code == 412 and latest(sent_back).open_lines == [STORED_UNDATED]


class TestTheApi:
    def asked(self, builder, **more):
        suspects = [str(each.pk) for each in builder.suspects]
        return MG3 | {"suspects": suspects} | more

    def call(self, builder, **more):
        caller = Caller(builder.cast.police).for_(builder.cast.officer)
        address = f"/api/cases/{builder.case.pk}/referrals/"
        return caller, caller.make(address, self.asked(builder, **more))

    def test_a_system_writes_and_reads_rows(self, builder):
        rows = [{**DATED, "expected_on": "2027-05-01"}, UNDATED]
        caller, made = self.call(builder, is_line_open="yes", open_lines=rows)
        assert made.status_code == 201
        assert latest(builder).open_lines == [STORED_DATED, STORED_UNDATED]
        told = caller.get(f"/api/referrals/{made.json()['id']}/").json()
        assert told["open_lines"] == [STORED_DATED, STORED_UNDATED]

    def test_it_may_leave_them_out_or_say_that_none_is_open(self, builder):
        caller, made = self.call(builder)
        address = f"/api/referrals/{made.json()['id']}/"
        assert caller.get(address).json()["open_lines"] is None
        builder.do(
            referrals.withdraw_referral, "officer", referral=latest(builder),
            withdrawal_reason="No.",
        )  # fmt: skip
        caller, made = self.call(builder, is_line_open="no")
        assert caller.get(f"/api/referrals/{made.json()['id']}/").json()["open_lines"] == []

    @pytest.mark.parametrize(
        ("rows", "place"),
        [
            ([{"text": PHONE}], "/open_lines/0/is_dated"),
            ([{**UNDATED, "who": "X"}], "/open_lines/0/who"),
            ([{**UNDATED, "expected_on": "2027-05-01"}], "/open_lines/0/expected_on"),
            ([UNDATED] * 41, "/open_lines"),
        ],
    )
    def test_what_is_wrong_is_named_by_its_row(self, builder, rows, place):
        _caller, answer = self.call(builder, is_line_open="yes", open_lines=rows)
        assert answer.status_code == 422
        assert place in [each["answer"] for each in answer.json()["errors"]]
