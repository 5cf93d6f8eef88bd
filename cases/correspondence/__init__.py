"""What police and prosecutors write to each other: notes and message threads."""
