"""Authorise a charge and report charges, as authorised or different."""

from cases.decisions.actions import charges, decisions
from cases.models import Decision, Offence, ReportedCharge
from tests.support.cases.suspect_focus import FOCUS_ANSWERS


def authorise_charge_of(builder, n=0, **facts):
    """The prosecutor authorises a charge for every allegation against a suspect."""
    suspect = builder.suspects[n]
    return builder.do(
        decisions.authorise_charge, "prosecutor", suspect=suspect,
        **{"rationale": "The test is met.", "allegations": allegations_against(suspect)} | facts,
    )  # fmt: skip


WHAT_HE_DID = "He pulled her back when she wanted to go."


def counts_form(*allegations):
    """Form data of a charge of these allegations as the police recorded them."""
    sent = {"counts-TOTAL_FORMS": len(allegations), "counts-INITIAL_FORMS": 0, **FOCUS_ANSWERS}
    for n, each in enumerate(allegations):
        sent |= {f"counts-{n}-allegation": getattr(each, "pk", each)}
        sent |= {f"counts-{n}-particulars": WHAT_HE_DID}
    return sent


def report_form(*outcomes, others=()):
    """
    Form data of what became of each count: "AS_STATED" or the like, or the facts of a row.

    others: facts of each charge that was not authorised.
    """
    rows = [
        {"count": n} | (each if isinstance(each, dict) else {"outcome": each})
        for n, each in enumerate(outcomes, start=1)
    ]
    rows += others
    sent = {"counts-TOTAL_FORMS": len(rows), "counts-INITIAL_FORMS": 0}
    for n, row in enumerate(rows):
        sent |= {f"counts-{n}-{name}": value for name, value in row.items()}
    return sent


def allegations_against(suspect):
    """The allegations against a suspect, with their victims and offences, in the page's order."""
    rows = suspect.allegations.unscoped("test").select_related("victim", "offence")
    return list(rows.order_by("victim__number", "from_on", "pk"))


def authorised_charges(suspect):
    """(victim, offence) of each allegation against a suspect."""
    return [(each.victim, each.offence) for each in allegations_against(suspect)]


def unauthorised_charge(builder, n=1):
    """A charge for the case's victim that was not authorised."""
    return builder.victim, Offence.objects.filter(
        code__startswith="SX03", from_on="2004-05-01", until_on=None
    ).order_by("code")[n]


def charge_facts(builder, n=0, **facts):
    """The facts of a report: by default the charges authorised were laid today."""
    said = {"method": "WRITTEN_CHARGE", "charged_on": builder.at.date()}
    said["version"] = number_in_force(builder.suspects[n])
    return said | {"charges": authorised_charges(builder.suspects[n])} | facts


def number_in_force(suspect):
    """The number of the decision in force about a suspect; 1 where there is none."""
    rows = Decision.objects.unscoped("test").filter(suspect=suspect, status="LIVE")
    return rows.values_list("number", flat=True).first() or 1


def report_charge_of(builder, n=0, who="officer", **facts):
    """The police report the charge of a suspect."""
    return builder.do(
        charges.report_charge, who, suspect=builder.suspects[n], **charge_facts(builder, n, **facts)
    )


def report_unauthorised_charge(builder, n=0, **facts):
    """The police report a charge that was not authorised, with a reason."""
    said = {"charges": [unauthorised_charge(builder)], "explanation": "Custody sergeant’s choice."}
    return report_charge_of(builder, n, **said | facts)


def correct_report(builder, n=0, who="officer", **facts):
    """Correct the newest report: as authorised, unless facts say otherwise."""
    facts = {"version": newest_report(builder, n).number} | facts
    return builder.do(
        charges.correct_charge_report,
        who,
        suspect=builder.suspects[n],
        **charge_facts(builder, n, **facts),
    )


def answer_report(builder, action, n=0, who="prosecutor", **facts):
    """The prosecutor answers the newest report."""
    said = {"version": newest_report(builder, n).number, "text": "Because."} | facts
    return builder.do(action, who, suspect=builder.suspects[n], **said)


def newest_report(builder, n=0):
    """The newest charge report about a suspect."""
    rows = ReportedCharge.objects.unscoped("test").filter(decision__suspect=builder.suspects[n])
    return rows.order_by("number").last()
