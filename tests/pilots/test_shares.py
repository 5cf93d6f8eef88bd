"""Proportions are counted from facts, follow every change, and reveal nothing about few cases."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import product
from statistics import median

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import (
    ActionItem,
    Case,
    Challenge,
    CourtFact,
    Decision,
    FileFailure,
    Proposal,
    Referral,
    VictimRequest,
)
from people.models import Unit
from pilots.actions import measure_refresh
from pilots.disclosure_control.dimensions import ALL
from pilots.measures.proportions import EVENT_KINDS_BY_CODE, PROPORTIONS_BY_CODE
from pilots.models import Occasion, ShareTally, Touched
from pilots.queries.filters import FigureFilter
from pilots.queries.proportions.figures import proportion_figures
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.bulk_histories import make_units_of_areas
from tests.support.pilots.full_histories import FullHistories
from tests.support.pilots.monthly_figures import count_each_case_once
from tests.support.pilots.proportions_in_pandas import COLUMNS, event_frames, event_rows
from tests.support.pilots.published_in_pandas import period_starts, publication_day, rounded_to_five
from timeliness.calendar import london_day
from timeliness.models import Clock
from victims.models import CaseSupport, Duty, VictimRecord, Withdrawal

pytestmark = pytest.mark.django_db
NOW = timezone.now()
FAR = date(2035, 1, 1)
CHANGES = {
    Referral: [{"triaged_at": NOW}, {"urgency": "RED"}],
    FileFailure: [{"status": "SUCCESSFUL"}, {"status": "REPORTED"}],
    ActionItem: [{"due_on": FAR}, {"first_due_on": FAR}, {"status": "CANCELLED"}],
    Challenge: [{"status": "WITHDRAWN"}, {"answer": "HOLD"}],
    Decision: [{"status": "SET_ASIDE"}],
    CourtFact: [{"is_current": False}],
    Clock: [dict.fromkeys(("due_at", "overdue_at", "escalate_at"), NOW + timedelta(days=3000))],
    Duty: [{"kept_at": NOW + timedelta(days=4000)}],
    VictimRecord: [{"update_every_days": 3}, {"is_withdrawn": True}, {"only_side": "POLICE"}],
    Proposal: [{"status": "REFUSED"}],
    VictimRequest: [{"authorised_on": FAR}, {"requested_on": FAR}],
    Withdrawal: [{"confirmed_on": NOW.date(), "confirmed_by": "VICTIM"}],
}
ABOUT = {Duty: {"told__isnull": False}, Clock: {"duty__isnull": False},
         Challenge: {"kind": "CHALLENGE", "answered_at__isnull": False},
         Proposal: {"status__in": ["APPROVED", "SET", "REFUSED"]},
         VictimRequest: {"reach": "COUNSELLING", "requested_on": None}}  # fmt: skip


@module_fixture
def areas():
    """A year of cases in two CPS Areas, with figures."""
    where = make_units_of_areas()
    FullHistories(where, seed=5).add(120)
    with count_each_case_once():
        measure_refresh.refresh_measures(at=NOW)
    return where


def stored_events():
    """The stored events, as the independent computation has them."""
    fields = (
        "measure", "about", "case", "counted_on", "police_unit", "cps_unit", "urgency", "answers",
    )  # fmt: skip
    rows = Occasion.objects.values_list(*fields)
    return sorted(
        (*row[:-1], frozenset(tuple(each.split(":")) for each in row[-1].split())) for row in rows
    )


def recomputed_rows():
    frame = event_rows(event_frames(connection), NOW).astype(object)
    return frame.where(frame.notna(), None)


class TestCounting:
    def test_everything_that_is_counted_is_what_pandas_makes_of_the_same_rows(self, areas):
        frame = recomputed_rows()
        assert stored_events() == sorted(frame[COLUMNS].itertuples(index=False, name=None))
        said = {each for answers in frame["answers"] for each in answers}
        ways = [each for each in PROPORTIONS_BY_CODE.values() if each.part_of == "advice-in-time"]
        for question in PROPORTIONS_BY_CODE.values():
            for answer in question.answers:
                # The requests are too few for each end of each of the five ways.
                codes = {each.code for each in ways} if question in ways else {question.code}
                assert any((code, answer.code) in said for code in codes), (codes, answer.code)
        assert {each.code for each in ways} <= {code for code, _answer in said}

    def test_a_case_restricted_before_it_was_published_is_counted_nowhere(self, areas):
        walled = Case.objects.unscoped("test").filter(is_restricted=True)
        assert walled.exists() and not Occasion.objects.filter(case__in=walled).exists()

    def test_figures_updated_after_each_change_are_figures_made_again(self, areas):
        FullHistories(areas, seed=6).add(20)
        moved = Occasion.objects.order_by("pk").first().case_id
        Case.objects.unscoped("test").filter(pk=moved).update(cps_unit=areas.cps[3])
        measure_refresh.refresh_measures(at=NOW)
        assert not Touched.objects.exists()
        followed = stored_events()
        call_command("rebuild_figures", verbosity=0)
        assert followed == stored_events()
        assert (moved, areas.cps[3].pk) in {(row[2], row[5]) for row in followed}

    @pytest.mark.parametrize("model", CHANGES, ids=lambda model: model.__name__)
    def test_each_changed_fact_is_counted_again(self, areas, model):
        rows = getattr(model.objects, "unscoped", lambda _why: model.objects)("test")
        rows = rows.filter(**ABOUT.get(model, {}))
        for facts in CHANGES[model]:
            some = rows.exclude(**facts).order_by("pk").values_list("pk", flat=True)[:60]
            assert some
            before = stored_events()
            rows.filter(pk__in=list(some)).update(**facts)
            measure_refresh.refresh_measures(at=NOW)
            followed = stored_events()
            measure_refresh.rebuild_all_figures(at=NOW)
            assert followed == stored_events() != before, facts

    def test_a_day_that_passes_makes_a_duty_late_without_any_act(self, areas):
        later = NOW + timedelta(days=2500)
        assert "told-by-cps:OPEN" in {row.answers for row in Occasion.objects.all()}
        assert measure_refresh.refresh_measures(at=later) > 0
        followed = stored_events()
        assert measure_refresh.refresh_measures(at=later) == 0
        measure_refresh.rebuild_all_figures(at=later)
        assert followed == stored_events()
        due_at = F("clock__due_at")
        on_its_way = Duty.objects.unscoped("test").filter(is_open=True, sent_at__lte=due_at)
        still_open = Occasion.objects.filter(answers__contains="told-by-cps:OPEN")
        assert {row.about for row in still_open} <= {duty.pk for duty in on_its_way}

    def test_a_batch_takes_as_many_statements_for_twenty_as_for_ten(self, areas):
        taken = []
        for cases in (10, 20):
            FullHistories(areas, seed=8 + cases).add(cases)
            with CaptureQueriesContext(connection) as asked:
                measure_refresh.refresh_queue_batch(at=NOW)
            taken.append(len(asked))
        assert taken[0] == taken[1]


def recomputed_figures(subject, frame):
    """
    {(place, urgency, length, first, label): number} of everything published, from pandas' rows.
    """
    agency, found = dict(Unit.objects.values_list("pk", "agency")), Counter()
    for row in frame[frame["subject"] == subject].to_dict("records"):
        where = places_of(row["police_unit"], row["cps_unit"], agency, row["on"])
        said = {f"{code}:{answer}" for code, answer in row["answers"] if "days-" not in code}
        said |= {ALL}
        said |= {
            f"{code}:KNOWN"
            for code, answer in row["answers"]
            if code in PROPORTIONS_BY_CODE
            and answer in {each.code for each in PROPORTIONS_BY_CODE[code].known}
        }
        asked = {code for code, _answer in row["answers"]}
        said |= {
            f"{code}:NOT_ASKED" for code, one in PROPORTIONS_BY_CODE.items()
            if one.subject.code == subject and code not in asked
        }  # fmt: skip
        urgent = {ALL, row["urgency"]} if subject in ("triage", "files") else {ALL}
        for place, urgency, when, label in product(
            where, urgent, period_starts(row["on"].replace(day=1)), said
        ):
            found[(place, urgency, *when, label)] += 1
    return {key: told for key, n in found.items() if (told := rounded_to_five(n))}


def recomputed_days(subject, frame):
    """{(place, urgency, length, first, question or its reason): middle of the days} of ten."""
    agency, found = dict(Unit.objects.values_list("pk", "agency")), defaultdict(list)
    for row in frame[frame["subject"] == subject].to_dict("records"):
        where = places_of(row["police_unit"], row["cps_unit"], agency, row["on"])
        days = {code: int(n) for code, n in row["answers"] if code.startswith("days-")}
        for place, when, code in product(where, period_starts(row["on"].replace(day=1)), days):
            found[(place, ALL, *when, code.removeprefix("days-"))].append(days[code])
    return {key: median(days) for key, days in found.items() if rounded_to_five(len(days)) >= 10}


def places_of(police, cps, agency, on):
    where, today = set(), london_day(NOW)
    if on < today.replace(day=1):
        where |= {
            f"unit-{police}",
            f"agency-{agency[police]}",
            *([f"unit-{int(cps)}"] if cps else []),
        }
    if on < publication_day(today):
        where |= {ALL, *([f"agency-{agency[cps]}"] if cps else [])}
    return where


class TestPublishing:
    @pytest.mark.parametrize("subject", EVENT_KINDS_BY_CODE)
    def test_every_number_is_the_one_that_pandas_makes_rounded(self, areas, subject):
        rows = ShareTally.objects.filter(measure=subject)
        fields = ("place", "urgency", "length", "first", "counts")
        found = {
            (*key, label): n
            for *key, counts in rows.values_list(*fields) for label, n in counts.items()
        }  # fmt: skip
        assert found == recomputed_figures(subject, recomputed_rows())
        assert len(found) > 50

    def test_every_middle_of_days_is_the_one_that_pandas_makes(self, areas):
        frame, compared = recomputed_rows(), Counter()
        for subject in EVENT_KINDS_BY_CODE:
            rows = ShareTally.objects.filter(measure=subject, urgency=ALL)
            fields = ("place", "urgency", "length", "first", "days")
            found = {
                (*key, name): n
                for *key, days in rows.values_list(*fields) for name, n in days.items()
            }  # fmt: skip
            assert found == recomputed_days(subject, frame)
            compared.update(name for *_key, name in found)
        assert all(compared[each] > 3 for each in ("late-ask", "answered-charged"))
        assert compared["late-ask-STATEMENT"] and compared["answered-charged-records"]

    def test_a_page_says_what_is_published(self, areas):
        frame, compared = recomputed_rows(), 0
        every = {subject: recomputed_figures(subject, frame) for subject in EVENT_KINDS_BY_CODE}
        for question, place, by in product(
            PROPORTIONS_BY_CODE.values(),
            [ALL, f"unit-{areas.police[0].pk}"],
            ["month", "quarter", "year"],
        ):
            for share in proportion_figures(
                question, FigureFilter(place, period_length=by), at=NOW
            ):
                compared += self.compare(question, share, every[question.subject.code], place, by)
        assert compared > 40

    def compare(self, question, share, every, place, by):
        code = question.code
        told = {ALL: share.things, f"{code}:KNOWN": share.known, f"{code}:NOT_ASKED":
                share.not_asked}  # fmt: skip
        told |= {f"{code}:{answer}": n for answer, n in share.counts.items()}
        told |= {f"{code}-{reason}:YES": n for reason, n in share.reasons.items()}
        for said, n in told.items():
            assert n == every.get((place, ALL, by, share.first, said), 0)
        of, so = share.known, share.true
        assert share.per_cent == (round(100 * so / of) if so and of >= 10 else None)
        return share.per_cent is not None


def test_support_is_taken_from_no_silence(areas):
    """For a victim who was not asked it is unknown, with or without a withdrawal."""
    rows = Occasion.objects.filter(measure="victims")
    withdrew = Withdrawal.objects.unscoped("test")
    case_supports = CaseSupport.objects.unscoped("test")
    silent = rows.exclude(about__in=withdrew.values("record"))
    silent = silent.exclude(about__in=case_supports.values("record"))
    assert silent.exists()
    assert {word for row in silent for word in row.answers.split() if "supports" in word} == {
        "supports:UNKNOWN"
    }
    assert all("stays:YES" in row.answers for row in silent)
    back = withdrew.exclude(taken_back_at=None).values("record")
    asked = rows.filter(about__in=back).exclude(
        about__in=withdrew.filter(taken_back_at=None).values("record")
    )
    asked = asked.exclude(about__in=case_supports.values("record"))
    assert asked.exists() and all("supports:YES" in row.answers for row in asked)


def test_support_is_what_was_said_last_by_those_who_were_asked(areas):
    """ "Not sure" is an answer, so these victims count in the total."""
    rows = Occasion.objects.filter(measure="victims")
    rows = rows.exclude(about__in=Withdrawal.objects.unscoped("test").values("record"))
    case_supports = CaseSupport.objects.unscoped("test").order_by("record", "on", "at")
    last = dict(case_supports.values_list("record", "answer"))
    found = {row.about: row.answers.split() for row in rows if row.about in last}
    assert {last[pk] for pk in found} == {"YES", "NOT_SURE", "NO"}
    assert all(f"supports:{last[pk]}" in answers for pk, answers in found.items())
    assert [each.code for each in PROPORTIONS_BY_CODE["supports"].known] == [
        "YES",
        "NO",
        "NOT_SURE",
    ]


def test_a_victim_s_answer_is_counted_at_the_next_turn(areas):
    rows = Occasion.objects.filter(measure="victims", answers__contains="supports:UNKNOWN")
    gone = Withdrawal.objects.unscoped("test").values("record")
    about = rows.exclude(about__in=gone).values_list("about", flat=True).first()
    record = VictimRecord.objects.unscoped("test").get(pk=about)
    CaseSupport.objects.unscoped("test").create(
        case=record.case, record=record, answer="NOT_SURE", on=NOW.date(), asked_by="CPS",
        spoke_to="VICTIM", by_id=record.case.officer_id, at=NOW,
    )  # fmt: skip
    measure_refresh.refresh_measures(at=NOW)
    assert "supports:NOT_SURE" in Occasion.objects.get(measure="victims", about=about).answers
