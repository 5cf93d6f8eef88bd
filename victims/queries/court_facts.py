"""Which court facts are about a victim."""

from uuid import UUID

from django.db.models import BooleanField, F, Func, UUIDField, Value


def is_about_victim(victim: UUID | F) -> Func:
    """
    Condition, for a query of court facts: one names a charge about the victim, or is about all
    charges laid on its decision and one of those is (cases/sql/court_facts.sql). victim: its key,
    or the column of the court facts that has it.
    """
    about = victim if isinstance(victim, F) else Value(victim, output_field=UUIDField())
    return Func(
        F("pk"), about, function="court_fact_is_about", output_field=BooleanField()
    )  # fmt: skip
