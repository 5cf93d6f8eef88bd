"""The guard in all tests detects queries on a service's private entries."""

import pytest
from django.utils import timezone

from people.access.row_security import keeping_entries
from people.access.scopes import Scope
from tests.support.private_entry_guard import ROOT, QueriedElsewhere
from victims.models import ServiceEntry, ServiceLog, Support

pytestmark = pytest.mark.django_db


def query_from_file(file, rows):
    """Query the rows as if from a file of ours."""
    code = compile("found = list(rows)", ROOT / file, "exec")
    names = {"rows": rows}
    exec(code, names)
    return names["found"]


@pytest.mark.parametrize("model", [ServiceEntry, ServiceLog])
def test_a_query_from_elsewhere_is_caught(model):
    for file in (
        "victims/queries/support.py",
        "cases/case_details/actions/cases.py",
        "people/access/audit_log.py",
    ):
        with pytest.raises(QueriedElsewhere, match=file):
            query_from_file(file, model.objects.unscoped("test"))
    joined = Support.objects.unscoped("test").filter(entries__minutes=597)
    with pytest.raises(QueriedElsewhere):
        query_from_file("victims/queries/records.py", joined)


def test_the_service_s_own_page_may_ask():
    for file in ("victims/queries/service_entries.py", "victims/actions/service_entries.py"):
        with keeping_entries(Scope(None, "", None, None, {}, timezone.now())):
            assert query_from_file(file, ServiceEntry.objects.unscoped("test")) == []
