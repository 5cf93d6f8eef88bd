"""What the browser finds: people, units and cases, committed before the first visit."""

from types import SimpleNamespace

from tests.cast import cast


def set_up():
    """Everybody by role, and `names`: what no title may hold."""
    people = vars(cast())
    users = [one for one in people.values() if hasattr(one, "email")]
    return SimpleNamespace(**people, names=[user.name for user in users])
