"""What is asked of whoever wants all figures as a file."""

from people.web import fields


class AskExportForm(fields.Form):
    """A button and no question."""
