"""Shares are counted from recorded facts, follow every change of them, and tell of no few cases."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import product
from unittest import mock

import numpy
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import ActionItem, Case, Challenge, FileFailure, Referral
from people.models import Unit
from pilots.actions import figures
from pilots.lattice import ALL, periods_of
from pilots.models import Occasion, Shown, Touched
from pilots.queries.figures import Asked
from pilots.queries.shares import shares
from pilots.shares import SHARES, SUBJECTS
from tests.pilots.histories import places
from tests.pilots.histories_in_full import Full
from tests.pilots.shares_by_pandas import COLUMNS, occasions, rows_of
from tests.standing import standing
from timeliness.models import Clock
from victims.models import Duty, VictimRecord, Withdrawal

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SHOW = "pilots.actions.figures.show"
FAR = date(2035, 1, 1)
CHANGES = {
    Referral: [{"triaged_at": NOW}, {"urgency": "RED"}],
    FileFailure: [{"status": "SUCCESSFUL"}, {"status": "REPORTED"}],
    ActionItem: [{"due_on": FAR}, {"first_due_on": FAR}, {"status": "CANCELLED"}],
    Challenge: [{"status": "WITHDRAWN"}, {"answer": "HOLD"}],
    Clock: [dict.fromkeys(("due_at", "overdue_at", "escalate_at"), NOW + timedelta(days=3000))],
    Duty: [{"kept_at": NOW + timedelta(days=4000)}],
    VictimRecord: [{"update_every_days": 3}, {"is_withdrawn": True}, {"only_side": "POLICE"}],
    Withdrawal: [{"confirmed_on": NOW.date(), "confirmed_by": "VICTIM"}],
}
ABOUT = {Duty: {"told__isnull": False}, Clock: {"duty__isnull": False},
         Challenge: {"kind": "CHALLENGE", "answered_at__isnull": False}}  # fmt: skip


@standing
def year():
    """A year of cases in two CPS Areas, counted."""
    where = places()
    Full(where, seed=5).add(120)
    figures.refresh(at=NOW)
    return where


def stored():
    """What is counted, as the other computation says it."""
    fields = (
        "measure", "about", "case", "counted_on", "police_unit", "cps_unit", "urgency", "answers",
    )  # fmt: skip
    rows = Occasion.objects.values_list(*fields)
    return sorted(
        (*row[:-1], frozenset(tuple(each.split(":")) for each in row[-1].split())) for row in rows
    )


def counted_again():
    frame = occasions(rows_of(connection), NOW).astype(object)
    return frame.where(frame.notna(), None)


class TestCounting:
    def test_everything_that_is_counted_is_what_pandas_makes_of_the_same_rows(self, year):
        frame = counted_again()
        assert stored() == sorted(frame[COLUMNS].itertuples(index=False, name=None))
        said = {each for answers in frame["answers"] for each in answers}
        for question in SHARES.values():
            for answer in question.answers:
                assert (question.code, answer.code) in said, (question.code, answer.code)

    def test_a_restricted_case_is_counted_nowhere(self, year):
        walled = Case.objects.system("test").filter(is_restricted=True)
        assert walled.exists() and not Occasion.objects.filter(case__in=walled).exists()
        one = Occasion.objects.order_by("pk").first().case_id
        Case.objects.system("test").filter(pk=one).update(is_restricted=True)
        with mock.patch(SHOW):
            figures.refresh(at=NOW)
        assert not Occasion.objects.filter(case=one).exists()

    def test_what_followed_each_change_is_what_is_made_anew(self, year):
        with mock.patch(SHOW):
            Full(year, seed=6).add(20)
            moved = Occasion.objects.order_by("pk").first().case_id
            Case.objects.system("test").filter(pk=moved).update(cps_unit=year.cps[3])
            figures.refresh(at=NOW)
            assert not Touched.objects.exists()
            followed = stored()
            call_command("rebuild_figures", verbosity=0)
        assert followed == stored()
        assert (moved, year.cps[3].pk) in {(row[2], row[5]) for row in followed}

    @pytest.mark.parametrize("model", CHANGES, ids=lambda model: model.__name__)
    def test_each_fact_that_changes_is_counted_anew(self, year, model):
        rows = getattr(model.objects, "system", lambda _why: model.objects)("test")
        rows = rows.filter(**ABOUT.get(model, {}))
        for facts in CHANGES[model]:
            some = rows.exclude(**facts).order_by("pk").values_list("pk", flat=True)[:60]
            assert some
            before = stored()
            rows.filter(pk__in=list(some)).update(**facts)
            with mock.patch(SHOW):
                figures.refresh(at=NOW)
                followed = stored()
                figures.rebuild(at=NOW)
            assert followed == stored() != before, facts

    def test_a_day_that_passes_makes_a_duty_late_without_any_act(self, year):
        later = NOW + timedelta(days=2500)
        assert "told-by-cps:OPEN" in {row.answers for row in Occasion.objects.all()}
        with mock.patch(SHOW):
            assert figures.refresh(at=later) > 0
            followed = stored()
            assert figures.refresh(at=later) == 0
            figures.rebuild(at=later)
        assert followed == stored()
        due_at = F("clock__due_at")
        on_its_way = Duty.objects.system("test").filter(is_open=True, sent_at__lte=due_at)
        still_open = Occasion.objects.filter(answers__contains="told-by-cps:OPEN")
        assert {row.about for row in still_open} <= {duty.pk for duty in on_its_way}

    def test_what_changes_none_of_it_weighs_nothing_anew(self, year):
        case = Occasion.objects.order_by("pk").first().case_id
        Touched.objects.create(case=case)
        with mock.patch(SHOW) as weighed:
            assert figures.refresh(at=NOW) == 1
        assert not weighed.called

    def test_a_batch_takes_as_many_statements_for_twenty_as_for_ten(self, year):
        taken = []
        with mock.patch(SHOW):
            for cases in (10, 20):
                Full(year, seed=8 + cases).add(cases)
                with CaptureQueriesContext(connection) as asked:
                    figures.refresh_batch(at=NOW)
                taken.append(len(asked))
        assert taken[0] == taken[1]


def figures_of(subject, frame):
    """{figure: [(case, about)]} of every filter that anybody could choose, from pandas' rows."""
    agency, found = dict(Unit.objects.values_list("pk", "agency")), defaultdict(list)
    for row in frame[frame["subject"] == subject].to_dict("records"):
        units = (row["police_unit"], row["cps_unit"])
        where = {f"unit-{each or 'none'}" for each in units} | {ALL}
        where |= {f"agency-{agency.get(each, 'none')}" for each in units}
        said = {f"{code}:{answer}" for code, answer in row["answers"]} | {ALL}
        said |= {
            f"{code}:KNOWN" for code, answer in row["answers"]
            if code in SHARES and answer in {each.code for each in SHARES[code].known}
        }  # fmt: skip
        asked = {code for code, _answer in row["answers"]}
        said |= {
            f"{code}:NOT_ASKED" for code, one in SHARES.items()
            if one.subject.code == subject and code not in asked
        }  # fmt: skip
        when, urgent = periods_of(row["on"].replace(day=1)), {ALL, row["urgency"] or ALL}
        for figure in product(where, urgent, when.values(), said):
            found[figure].append((row["case"], row["about"]))
    return found


class TestShowing:
    @pytest.mark.parametrize("subject", SUBJECTS)
    def test_what_is_shown_recovers_nothing_about_fewer_than_five_cases(self, year, subject):
        every = figures_of(subject, counted_again())
        shown = [
            (row.place, *name.split()) for row in Shown.objects.filter(measure=subject)
            for name in row.figures
        ]  # fmt: skip
        assert shown and set(shown) <= set(every)
        cases = {figure: {case for case, _about in rows} for figure, rows in every.items()}
        small = [figure for figure, held in cases.items() if len(held) < 5]
        assert small and not set(shown) & set(small)
        of = {figure: frozenset(about for _case, about in rows) for figure, rows in every.items()}
        whose = {about: case for rows in every.values() for case, about in rows}
        kinds = sorted({of[figure] for figure in shown}, key=len)
        for one, other in product(kinds, repeat=2):
            if one < other:
                assert len({whose[about] for about in other - one}) >= 5
        assert not recovered([of[each] for each in shown], [of[each] for each in small])

    def test_five_times_the_same_case_is_one_case(self, year):
        row = Occasion.objects.filter(measure="triage").order_by("pk").first()
        Occasion.objects.filter(measure="triage").delete()
        for n in range(9):
            Occasion.objects.create(**copied(row, n))
        figures.show(measure="triage", year=row.month.year)
        assert not Shown.objects.filter(measure="triage", year=row.month.year).exists()


def copied(row, n):
    names = ("measure", "month", "police_unit_id", "cps_unit_id", "urgency", "case_id",
             "counted_on", "answers")  # fmt: skip
    facts = {name: getattr(row, name) for name in names}
    return facts | {"about": f"00000000-0000-0000-0000-{n:012d}"}


def recovered(shown, small):
    """The small figures that some sum of shown ones, each times anything, comes to."""
    memberships = defaultdict(set)
    for n, figure in enumerate([*shown, *small]):
        for about in figure:
            memberships[about].add(n)
    of = {key: n for n, key in enumerate({frozenset(each) for each in memberships.values()})}
    part = {about: of[frozenset(each)] for about, each in memberships.items()}
    rows, wanted = (numpy.zeros((len(each), len(of))) for each in (shown, small))
    for matrix, each in ((rows, shown), (wanted, small)):
        for n, figure in enumerate(each):
            for place, times in Counter(part[about] for about in figure).items():
                matrix[n, place] = times
    _u, sizes, right = numpy.linalg.svd(rows, full_matrices=True)
    free = right[(sizes > 1e-9).sum() :]
    fixed = numpy.abs(wanted @ free.T).max(axis=1, initial=0) < 1e-7
    return [small[n] for n in numpy.flatnonzero(fixed)]


class TestReading:
    def test_every_share_that_is_shown_is_the_one_that_pandas_makes(self, year):
        frame, compared = counted_again(), 0
        every = {subject: figures_of(subject, frame) for subject in SUBJECTS}
        for question, place, by in product(
            SHARES.values(), [ALL, f"unit-{year.police[0].pk}"], ["month", "quarter", "year"]
        ):
            for share in shares(question, Asked(place, by=by), at=NOW):
                compared += self.compare(question, share, every[question.subject.code], place)
        assert compared > 40

    def compare(self, question, share, every, place):
        """Each number is so, and about five cases or more; what is left of the things as well."""

        def rows(said):
            return every.get((place, ALL, share.period, said), [])

        code, compared = question.code, 0
        told = {ALL: share.things, f"{code}:KNOWN": share.known}
        told |= {f"{code}:{answer}": n for answer, n in share.counts.items()}
        told |= {f"{code}-{reason}:YES": n for reason, n in share.reasons.items()}
        for said, n in told.items():
            cases = {case for case, _about in rows(said)}
            assert n in (None, len(rows(said))) and (n is None or len(cases) not in range(1, 5))
            compared += n is not None and n > 0
        asked = {each for answer in share.counts for each in rows(f"{code}:{answer}")}
        left = set(rows(ALL)) - asked
        assert share.not_asked in (None, len(left))
        assert share.not_asked is None or len({case for case, _ in left}) not in range(1, 5)
        open_ones = [share.counts[one.code] for one in question.answers if not one.is_known]
        if None not in (share.things, share.known, *open_ones):  # which anybody can take away
            assert len({case for case, _ in left}) not in range(1, 5)
        return compared
