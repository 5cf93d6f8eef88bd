"""The database roles of the application (docs/operations.md, ADR 110)."""

ACTING_ROLE = "rasso_acts"  # reads and writes every row but a support service's own entries
ENTRIES_ROLE = "rasso_entries"  # reads and adds a support service's own entries, as their reader
WORKER_ROLE = "rasso_works"  # of tasks: less than the acting role, it lets nobody in
FIGURES_ROLE = "rasso_figures"  # reads facts, and writes what figures are counted from
NO_ROLE = "none"  # no other than the one that the process signed in with, which reads as a caller
