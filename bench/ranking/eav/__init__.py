"""What Django invites to for the same scores: one table for each noun, one row for each mark."""
