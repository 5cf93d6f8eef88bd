"""Form to export all figures."""

from people.web import fields


class AskExportForm(fields.Form):
    """A button without fields."""
