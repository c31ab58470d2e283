"""The rules of the domain: pure, exact and free of clock, database and network."""
