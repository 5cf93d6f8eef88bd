"""Reports over many cases: quality of files and plans, accuracy of the checks."""
