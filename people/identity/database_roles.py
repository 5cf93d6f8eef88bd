"""The database roles of the application (docs/operations.md)."""

ACTING_ROLE = "rasso_acts"  # reads and writes every row
NO_ROLE = "none"  # no other than the one that the process signed in with, which reads as a caller
