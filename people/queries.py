"""The questions the pages ask."""

from people.models import Draft


def draft(scope, key):
    """The person's own draft under a key, or None."""
    return Draft.objects.filter(user=scope.user_id, key=key).first()
