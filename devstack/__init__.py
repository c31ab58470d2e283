"""The supervisor of `make demo` and `make test`: PostgreSQL and Valkey out of wheels, and our own processes."""
