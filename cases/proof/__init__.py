"""Points to prove, and the matrix of what bears on each and what is missing."""
