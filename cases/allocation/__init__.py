"""Which prosecutor and which CPS unit has a case: allocation, cover, transfer, absences."""
