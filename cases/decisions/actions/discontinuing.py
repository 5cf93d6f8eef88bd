"""Until when charges can be discontinued by notice."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from cases.decisions.actions.court_fact_checks import facts_about
from cases.models import CourtFactKind, Decision, LaidCharge, StopKind
from people.access.scopes import Refused
from people.text.dates import format_day

TRIAL_BEGAN = _(
    "A trial of one of these charges is recorded for %(day)s. A charge is discontinued by notice "
    "only before an indictment, or before the prosecution evidence in a magistrates’ court "
    "(Prosecution of Offences Act 1985 sections 23 and 23A). Select how it ended at court, or "
    "correct the day of the trial first."
)

BEFORE_A_JURY = (StopKind.DISCONTINUED, StopKind.WITHDRAWN)
JURY_HAD_IT = _(
    "It is recorded that a jury could not agree on one of these charges on %(day)s. A charge is "
    "discontinued by notice only before an indictment (Prosecution of Offences Act 1985 section "
    "23A), and withdrawn only in a magistrates’ court. Select how it ended at court, or correct "
    "what is recorded of the jury first."
)


def check_before_trial(
    decision: Decision, charges: Collection[LaidCharge], kind: str, *, on: date
) -> None:
    """
    Raise Refused where charges are discontinued on a day after a trial of one of them took place,
    or are discontinued or, as in a magistrates' court, withdrawn once a jury could not agree.

    on: the day on which they end. Rule: Prosecution of Offences Act 1985 s.23, in a magistrates'
    court before it sends the defendant for trial or begins to hear the prosecution evidence; s.23A,
    in the Crown Court before a draft indictment becomes an indictment under Criminal Procedure
    Rules 2020 r.10.2(5). Read in the note to rule 12.1 of those Rules; not read in the Act. On the
    day of a trial itself a notice may have come before the evidence. A plea does not say in which
    court it was entered, so the page warns of it, and nothing is refused.
    """
    if kind not in BEFORE_A_JURY:
        return
    for fact in facts_about(charges, decision, None):
        if fact.kind == CourtFactKind.NO_VERDICT and fact.on <= on:
            raise Refused(JURY_HAD_IT % {"day": format_day(fact.on)}, is_stage=True)
        if kind == StopKind.WITHDRAWN:
            continue
        if fact.kind == CourtFactKind.TRIAL and fact.took_place and fact.on < on:
            raise Refused(TRIAL_BEGAN % {"day": format_day(fact.on)}, is_stage=True)
