"""Where a page of rows that is read newest first ends, and so where the next one begins."""
