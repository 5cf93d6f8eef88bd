"""What a prosecutor records of the first suspect of a case in court, for tests."""

from cases.decisions.actions import court_facts


def record_in_court(builder, kind, *charges, **facts):
    """A fact about these charges, or about all; by default of today."""
    return builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], kind=kind,
        charges=charges, **{"on": builder.at.date()} | facts,
    )  # fmt: skip


def correct_in_court(builder, fact, **facts):
    """The fact as it should have been recorded; by default of the same day."""
    return builder.do(
        court_facts.correct_court_fact, "prosecutor", fact=fact, reason="Misread.",
        **{"on": fact.on} | facts,
    )  # fmt: skip
