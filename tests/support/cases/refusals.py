"""The words in which an action is refused."""

import pytest

from people.access.scopes import Refused


def why_not(act, *arguments, **facts):
    """The words in which an action is refused."""
    with pytest.raises(Refused) as refusal:
        act(*arguments, **facts)
    return str(refusal.value)
