"""What cases.retention asks of panels: whether one still looks at a case."""

from datetime import datetime
from uuid import UUID

from pilots.models import PanelCase, PanelStatus


def what_keeps_case(case_id: UUID) -> tuple[datetime | None, bool]:
    """(None, whether the case is before a panel that is not closed)."""
    rows = PanelCase.objects.unscoped("what keeps a case").filter(entry__case=case_id)
    return None, rows.exclude(panel__status=PanelStatus.CLOSED).exists()
