"""The form of a charge with its counts, which are added and removed before it is sent."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.utils import timezone

from cases.decisions.forms.count_rows import CountFormSet, count_data, victims_alleged
from cases.decisions.forms.counts import MAX_COUNTS, OWN
from cases.decisions.forms.decisions import AuthoriseChargeForm
from cases.decisions.forms.uncharged import (
    BaseUnchargedFormSet,
    UnchargedFormSet,
    uncharged_data,
)
from cases.decisions.queries.counts import AuthorisedCount, counts_of, days_text
from cases.decisions.queries.decisions import allegations_against
from cases.decisions.queries.uncharged import uncharged_facts
from cases.decisions.way_round import VictimAct, acts_alleged, way_round_texts
from cases.models import Decision, Suspect
from cases.offences.queries.obstacles import cautions_about, needs_consent
from people.web.audit_context import GuardedRequest
from people.web.guards import recall_earlier_submission, scope_for, submit_action
from timeliness.calendar import london_day

BUTTONS = {"add", "remove", "open"}  # that change the counts and send nothing


class ChargePage:
    """A charge of one suspect as it is stated: its form, its counts and what the page shows."""

    def __init__(
        self,
        request: GuardedRequest,
        suspect: Suspect,
        kind: type[AuthoriseChargeForm],
        before: Decision | None,
        **about: Any,
    ) -> None:
        """
        Args: before: the wording with whose counts and reasons the form starts, read with
        with_charge_reports; or None. about: further facts of the form.
        """
        self.request, self.suspect = request, suspect
        scope = scope_for(request)
        self.allegations = allegations_against(suspect, scope)
        victims = victims_alleged(self.allegations)
        self.counts = CountFormSet(
            request.POST or None, prefix="counts",
            initial=None if request.POST else list(map(self._stated_data, counts_of(before))),
            form_kwargs={"victims": victims, "allegations": self.allegations},
        )  # fmt: skip
        self.uncharged = self._uncharged_rows(before)
        about |= {"before": before, "uncharged": self.uncharged}
        self.form = kind(request.POST or None, counts=self.counts, **about)
        if BUTTONS & request.POST.keys():
            typed, self.counts = self.form.answers(), self.counts.reshaped(request.POST)
            self.form = kind(counts=self.counts, **about)
            self.form.initial = {**self.form.initial, **typed}
        self.form.may_need_consent = self._may_need_consent()

    def _uncharged_rows(self, before: Decision | None) -> BaseUnchargedFormSet:
        """A row for each allegation; bound when the form is sent."""
        about: dict[str, Any] = {"form_kwargs": {"allegations": self.allegations}}
        about |= {"prefix": "uncharged"}
        if not self.request.POST:
            told = uncharged_data(uncharged_facts(before), self.allegations)
            return UnchargedFormSet(initial=told, **about)
        rows = UnchargedFormSet(self.request.POST, **about)
        if BUTTONS & self.request.POST.keys():
            return UnchargedFormSet(initial=rows.aligned(), **about)
        return rows.sent(self.counts.charged)

    def _stated_data(self, count: AuthorisedCount) -> dict[str, Any]:
        """Initial data of a count as it was stated, from its allegation as it is now."""
        first = count.allegation and count.allegation.first_id
        now = next((str(each.pk) for each in self.allegations if each.first_id == first), "")
        return count_data(count) | {
            "allegation": now, "particulars": count.particulars,
            "alternative_to": str(count.alternative_to or OWN),
            "other_act_because": count.other_act_because,
        }  # fmt: skip

    def _may_need_consent(self) -> bool:
        """Whether the page asks for the consent to prosecute."""
        stated = any(form.shown.may_need_consent for form in self.counts.forms)
        return stated or any(map(needs_consent, self.allegations))

    def submit(self, verb: str, action: Callable[..., Any], told: str) -> bool:
        """Whether the form was sent and the action has run, now or by an earlier click."""
        if not self.form.is_bound:
            return False
        is_done = recall_earlier_submission(self.request, self.form) or (
            self.form.is_valid()
            and self.counts.is_valid()
            and self.uncharged.is_valid()
            and submit_action(
                self.request, action, verb=verb, form=self.form, suspect=self.suspect,
                **self.form.cleaned_data,
            )
        )  # fmt: skip
        if is_done:
            messages.success(self.request, told)
        return bool(is_done)

    def _acts_charged(self) -> dict[int, VictimAct]:
        """{number: what is charged} of the counts that say so much already."""
        acts = enumerate((form.shown.act for form in self.counts.forms), start=1)
        return {number: act for number, act in acts if act}

    @property
    def context(self) -> dict[str, Any]:
        """What the page shows of the allegations and the counts."""
        today = london_day(timezone.now())
        return {
            "counts": self.counts,
            "uncharged": self.uncharged,
            "alleged": [
                (
                    row,
                    days_text((row.from_on, row.to_on or row.from_on)),
                    cautions_about(row, today=today),
                )
                for row in self.allegations
            ],
            "way_round": way_round_texts(self._acts_charged(), acts_alleged(self.allegations)),
            "added": "add" in self.request.POST,
            "most": MAX_COUNTS,
        }
