"""What is asked of whoever wants all figures as a file."""

from people import fields


class AskExport(fields.Form):
    """A button and no question."""
