"""The database lets no out-of-court disposal come into force that is not whole."""

from contextlib import nullcontext

import pytest
from django.db import IntegrityError, transaction

from cases.models import Decision
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.disposals import propose_disposal_of
from tests.support.cases.sealed_rows import with_texts_typed_anew
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """A suspect with a prosecutor, not decided on."""
    return CaseBuilder(cast()).allocate()


def copy_in_part(made, kind, parts):
    """The proposal again in another row, of this kind and with these parts; the first ends."""
    kept = {"disposal": [made.disposal], "disposed": made.disposed.all(),
            "conditions": made.conditions.all()}  # fmt: skip
    kept = {part: list(rows) for part, rows in kept.items() if part in parts}
    Decision.objects.unscoped("test").filter(pk=made.pk).update(status="WITHDRAWN")
    new = with_texts_typed_anew(Decision.objects.unscoped("test").get(pk=made.pk))
    new.pk, new.number, new.kind, new.status, new._state.adding = None, 2, kind, "PROPOSED", True
    new.save()
    for row in [row for rows in kept.values() for row in rows]:
        with_texts_typed_anew(row)
        row.pk, row.decision, row._state.adding = None, new, True
        row.save()
    return new


def test_the_database_refuses_one_that_nobody_countersigned(builder):
    made = propose_disposal_of(builder)
    rows = Decision.objects.unscoped("test").filter(pk=made.pk)
    with pytest.raises(IntegrityError, match="in_force_is_countersigned"), transaction.atomic():
        rows.update(status="LIVE", only_side="")


@pytest.mark.parametrize(
    ("kind", "parts", "is_whole"),
    [
        ("ADULT_CONDITIONAL", {"disposal", "disposed", "conditions"}, True),
        ("ADULT_CONDITIONAL", {"disposed", "conditions"}, False),
        ("ADULT_CONDITIONAL", {"disposal", "conditions"}, False),
        ("ADULT_CONDITIONAL", {"disposal", "disposed"}, False),
        ("ADULT_CAUTION", {"disposal", "disposed"}, True),
        ("ADULT_CAUTION", {"disposal", "disposed", "conditions"}, False),
    ],
)
def test_the_database_refuses_one_that_is_not_whole(builder, kind, parts, is_whole):
    new = copy_in_part(propose_disposal_of(builder), kind, parts)
    read = {"reading": "COUNTERSIGNED", "read_by": builder.cast.manager, "read_at": builder.at}
    rows = Decision.objects.unscoped("test").filter(pk=new.pk)
    refusal = pytest.raises(IntegrityError, match="not whole")
    with nullcontext() if is_whole else refusal, transaction.atomic():
        rows.update(status="LIVE", only_side="", **read)
