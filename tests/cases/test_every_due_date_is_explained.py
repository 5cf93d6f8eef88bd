"""Every rule by which a clock is started has a page that says how its due date came about."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from devtools.case_builder import CaseBuilder, cast
from tests.cases.test_custody_ends import record_bail, record_custody_of
from tests.cases.test_due_dates import dates_text, london
from tests.cases.test_file_quality import (
    FIRST,
    accept_failure_of,
    assess_file_of,
    dispute_failure_of,
)
from tests.cases.test_time_limits import ACT, SUMMARY, allege, allege_of_another, limits
from tests.cases.test_victim_notices import late
from tests.support.cases import intrusive_actions as r
from tests.support.cases.disposals import give_caution
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
HERE = "tests/cases/test_every_due_date_is_explained.py"
DATES = "tests/cases/test_due_dates.py"
STARTS = {
    "start_clock", "start_clock_if_set", "start_agreed_clock", "start_recorded_end_clock",
}  # fmt: skip
ROOTS = ("cases", "victims", "pilots", "people", "rasso")
COUNTED = f"{DATES}::test_a_counted_date_says_its_event_period_source_and_rule"
ASKED_BY_THE_CPS = f"{DATES}::test_a_reply_that_the_cps_asked_for_says_who_asked_and_when"
BY_CLASS = "PERIOD_OF_URGENCY[suspect.urgency or Urgency.GREEN]"

# (module, its rule as written there) -> the test that reads the explanation on a page.
EXPLAINED = {
    ("cases/action_plans/actions/action_plans.py", "ITEM_DATE"): (
        f"{DATES}::test_each_date_that_an_action_has_had_with_who_set_it"
    ),
    ("cases/action_plans/actions/action_plans.py", BY_CLASS): (
        f"{DATES}::test_what_the_source_leaves_open_is_said"
    ),
    ("cases/action_plans/actions/challenges.py", "CHALLENGE_ANSWER"): (
        f"{DATES}::test_a_question_of_the_police_has_the_date_of_its_answer"
    ),
    ("cases/action_plans/actions/victim_notices.py", "VICTIM_NOTICE_DATE"): (
        f"{HERE}::test_a_late_notice_says_who_gave_its_day"
    ),
    ("cases/action_plans/actions/victim_notices.py", "NOTICE_EXCEPTION_DATE"): (
        "tests/cases/test_notice_exceptions.py::test_its_day_is_explained_until_it_ends"
    ),
    ("cases/actions/custody_ends.py", "found[0]"): (
        f"{HERE}::test_an_end_of_custody_says_that_it_is_as_recorded"
    ),
    ("cases/actions/locally_set_clocks.py", "rule"): (
        f"{DATES}::test_a_step_without_a_period_says_that_nobody_has_set_one"
    ),
    ("cases/actions/threshold_clocks.py", "THRESHOLD_REVIEW"): (
        f"{DATES}::test_the_next_review_under_the_threshold_test_says_who_set_its_day"
    ),
    ("cases/decisions/actions/consents.py", "CONSENT_REPLY"): (
        "tests/cases/test_consents.py::test_a_period_that_an_area_sets_runs_until_the_answer"
    ),
    ("cases/decisions/actions/disposal_reports.py", "DISPOSAL_CONDITIONS_DATE"): (
        f"{HERE}::test_the_last_day_of_conditions_says_that_the_decision_set_it"
    ),
    ("cases/decisions/actions/finalisations.py", BY_CLASS): COUNTED,
    ("cases/decisions/actions/reopenings.py", BY_CLASS): COUNTED,
    ("cases/early_advice/actions/advice_triage.py", "ADVICE_PERIOD"): COUNTED,
    ("cases/early_advice/actions/advice_triage.py", "REPLY_BY"): ASKED_BY_THE_CPS,
    ("cases/offences/actions/time_limits.py", "TIME_LIMIT_ENDS"): (
        f"{HERE}::test_a_time_limit_says_from_which_act_and_by_which_law"
    ),
    ("cases/referrals/actions/sign_off_steps.py", "PERIOD_OF_URGENCY[referral.urgency]"): COUNTED,
    ("cases/referrals/actions/referrals.py", "REPLY_BY"): ASKED_BY_THE_CPS,
    ("cases/referrals/actions/urgency.py", "PERIOD_OF_URGENCY[Urgency(referral.urgency)]"): COUNTED,
    ("victims/actions/duties.py", "owed.rule"): (
        "tests/victims/test_duty_pages.py::test_a_due_day_is_explained_step_by_step"
    ),
    ("victims/actions/letter_dispatch.py", "POSTED_LETTER_PERIOD"): (
        "tests/victims/test_letter_pages.py::"
        "test_a_posted_letter_says_by_when_to_ask_whether_it_arrived"
    ),
    ("victims/actions/vrr_requests.py", "rule"): (
        "tests/victims/test_review_pages.py::test_the_due_date_of_a_request_says_how_it_came_about"
    ),
    ("pilots/actions/learning_actions.py", "LEARNING_ACTION_PERIOD"): (
        "tests/pilots/test_learning_actions.py::"
        "test_the_day_of_an_action_and_of_opinions_says_who_set_it"
    ),
    ("pilots/actions/opinion_deadlines.py", "OPINIONS_PERIOD"): (
        "tests/pilots/test_learning_actions.py::"
        "test_the_day_of_an_action_and_of_opinions_says_who_set_it"
    ),
}


def rules_started():
    """{(module, rule as written)} of every call that starts a clock."""
    found = set()
    for path in (each for root in ROOTS for each in Path(root).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            rules = [each.value for each in node.keywords if each.arg == "rule"]
            if name in STARTS:
                found.add((str(path), ast.unparse(rules[0]) if rules else "none named"))
    return found


def test_every_rule_that_starts_a_clock_is_explained_on_a_page():
    assert rules_started() == set(EXPLAINED)


@pytest.mark.parametrize("named", sorted(set(EXPLAINED.values())))
def test_the_test_that_reads_each_explanation_is_there(named):
    path, _, name = named.partition("::")
    tree = ast.parse(Path(path).read_text())
    assert name in {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}


@module_fixture
def builder():
    """A case that is with the prosecutor."""
    return CaseBuilder(cast(), at=days_ago(4)).allocate()


@pytest.mark.parametrize("who", ["officer", "prosecutor"])
def test_an_end_of_custody_says_that_it_is_as_recorded(builder, who):
    ends = builder.at.date() + timedelta(days=30)
    record_bail(builder, ends)
    text = dates_text(builder, who)
    part = text.split("Bail of suspect 1", 1)[1]
    assert f"Due by {ends.day} {ends:%B %Y} By the end of that day" in part
    assert "The last day of police bail, as the police recorded it. Set on" in part
    record_custody_of(builder, custody="NOT_ARRESTED")
    assert "Bail of suspect 1" not in dates_text(builder, who)


def test_a_time_limit_says_from_which_act_and_by_which_law():
    builder = CaseBuilder(cast())
    allege(builder, SUMMARY, ACT)
    [ends] = limits(builder)["POLICE"]
    part = dates_text(builder, "officer").split("Time limit to begin a prosecution", 1)[1]
    assert f"Due by {ends.day} {ends:%B %Y} By the end of that day" in part
    assert f"Counted from the act, {ACT.day} {ACT:%B %Y}." in part
    assert "Magistrates’ Courts Act 1980 s.127" in part.replace("'", "’")


def test_what_the_police_allege_and_have_not_sent_gives_the_cps_no_limit(builder):
    before = dates_text(builder, "prosecutor")
    allege_of_another(builder, builder.at.date() - timedelta(days=30))
    assert limits(builder)["POLICE"] and not limits(builder)["CPS"]
    assert "Time limit to begin a prosecution" in dates_text(builder, "officer")
    assert dates_text(builder, "prosecutor") == before


def test_a_late_notice_says_who_gave_its_day():
    builder = CaseBuilder(cast(), at=days_ago(9)).allocate()
    one = r.plan_intrusive_action(builder)
    late(builder, one, days=2)
    day = r.current_day(builder) + timedelta(days=2)
    part = dates_text(builder, "officer").split("Notice to the victim about action 1 of plan 1")[1]
    assert f"Due by {day.day} {day:%B %Y}" in part
    assert "The police gave this day when they recorded why the victim is told later." in part


def test_the_window_of_a_dispute_says_its_period_and_source(builder):
    assess_file_of(builder)
    for who in ("officer", "prosecutor"):
        part = dates_text(builder, who).split("Dispute about the quality of the file", 1)[1]
        assert "Period 42 calendar days DG assessment reporting (CPS public design notes)" in part
        assert "End of the month of assessment" in part
    accept_failure_of(builder)
    assert "Dispute about the quality" not in dates_text(builder, "officer")


def test_a_dispute_that_waits_for_a_decision_is_owed_by_the_cps(builder):
    assess_file_of(builder, failures={FIRST: "Not there."})
    part = dates_text(builder, "officer").split("Dispute about the quality of the file", 1)[1]
    assert builder.cast.police.name in part.split("Period", 1)[0]
    dispute_failure_of(builder)
    for who in ("officer", "prosecutor"):
        text = dates_text(builder, who)
        part = text.split("Decision on the dispute about the quality of the file", 1)[1]
        assert builder.cast.cps.name in part.split("Period", 1)[0]
        assert "Dispute about the quality" not in text


def test_the_last_day_of_conditions_says_that_the_decision_set_it(builder):
    builder.review()
    give_caution(builder)
    text = dates_text(builder, "officer")
    assert f"Due by {london(builder.suspect().due_at)}" in text
    assert "The last day by which a condition of the caution is to be met" in text
