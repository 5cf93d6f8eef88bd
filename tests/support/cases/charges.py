"""Authorise a charge and report charges, as authorised or different."""

from cases.decisions.actions import charges, decisions
from cases.models import Offence, ReportedCharge

# Form data without other charges.
NO_OTHERS = {"others-TOTAL_FORMS": 0, "others-INITIAL_FORMS": 0}


def charge(road, n=0, **facts):
    """The prosecutor authorises a charge for every allegation against a suspect."""
    suspect = road.suspects[n]
    return road.do(
        decisions.authorise_charge, "prosecutor", suspect=suspect,
        **{"rationale": "The test is met.", "allegations": alleged(suspect)} | facts,
    )  # fmt: skip


def alleged(suspect):
    rows = suspect.allegations.unscoped("test").select_related("victim", "offence")
    return list(rows.order_by("pk"))


def as_authorised(suspect):
    """(victim, offence) of each allegation against a suspect."""
    return [(each.victim, each.offence) for each in alleged(suspect)]


def another(road, n=1):
    """A charge for the case's victim that was not authorised."""
    return road.victim, Offence.objects.filter(
        code__startswith="SX03", from_on="2004-05-01", until_on=None
    ).order_by("code")[n]


def laid(road, n=0, **facts):
    """The facts of a report: by default the charges authorised were laid today."""
    said = {"method": "WRITTEN_CHARGE", "charged_on": road.at.date()}
    return said | {"charges": as_authorised(road.suspects[n])} | facts


def report(road, n=0, who="officer", **facts):
    return road.do(charges.report_charge, who, suspect=road.suspects[n], **laid(road, n, **facts))


def otherwise(road, n=0, **facts):
    """The police report a charge that was not authorised, with a reason."""
    said = {"charges": [another(road)], "explanation": "Custody sergeant’s choice."}
    return report(road, n, **said | facts)


def correct(road, n=0, who="officer", **facts):
    """Correct the newest report: as authorised, unless facts say otherwise."""
    facts = {"version": newest(road, n).number} | facts
    return road.do(
        charges.correct_charge_report, who, suspect=road.suspects[n], **laid(road, n, **facts)
    )


def answer(road, action, n=0, who="prosecutor", **facts):
    """The prosecutor answers the newest report."""
    said = {"version": newest(road, n).number, "text": "Because."} | facts
    return road.do(action, who, suspect=road.suspects[n], **said)


def newest(road, n=0):
    rows = ReportedCharge.objects.unscoped("test").filter(decision__suspect=road.suspects[n])
    return rows.order_by("number").last()
