"""Extensions: a later due date that one side asks the other for, and how they agree on it."""
