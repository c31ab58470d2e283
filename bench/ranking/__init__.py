"""The scoring and ranking engine against what a user would take instead, and how its cost grows."""
