"""What a person sees first: worklists, board, notices, the case page and its history."""
