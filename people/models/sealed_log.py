from django.db import models


class UnsealedEntry(models.Model):
    """
    An audit entry that waits to be sealed, with its leaf, written in the entry's own transaction.

    A trigger writes it (people/sql/sealing.sql); sealing removes it. since: when it was written.
    """

    entry_id = models.BigIntegerField(primary_key=True)
    version = models.SmallIntegerField()  # of people/sealing/canonical.py
    leaf = models.BinaryField()
    since = models.DateTimeField()

    class Meta:
        default_permissions = ()


class SealedEntry(models.Model):
    """
    A leaf of the tree: which audit entry stands at which position.

    Append-only, as TreeNode and SignedHead. No foreign key: it outlives an entry that someone
    removes in spite of all triggers, which is how that is found.
    """

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    version = models.SmallIntegerField()
    leaf = models.BinaryField()

    class Meta:
        default_permissions = ()


class TreeNode(models.Model):
    """
    A node of the tree, on every fourth level above the leaves (people/sealing/queries/nodes.py).

    Proofs read them; what is proved rests on the signed heads alone.
    """

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        default_permissions = ()


class SignedHead(models.Model):
    """A signed head: the number of leaves, their root, and the signed text of both."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()
    note = models.TextField()  # people/sealing/signed_notes.py

    class Meta:
        default_permissions = ()


class CoSignature(models.Model):
    """
    A co-signer's signature of a head, as the line of a signed note. Append-only.

    name: under which it signs. at: when it answered us; the line has its own time.
    """

    pk = models.CompositePrimaryKey("name", "size")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
