from django.db import models

from people.models.user import User


class LinkedSignIn(models.Model):
    """
    That whoever an identity provider calls by this issuer and subject signs in to this account.

    Issuer and subject together are never given to another person. Source: OpenID Connect Core 1.0,
    section 5.7. An address or a name is no part of it.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="linked_sign_ins")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)  # at most, in ASCII: OpenID Connect Core 1.0, 2
    linked_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="one_account_of_a_sign_in", fields=["issuer", "subject"]),
            models.UniqueConstraint(name="one_sign_in_of_an_issuer", fields=["user", "issuer"]),
        ]
