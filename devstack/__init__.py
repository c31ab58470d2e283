"""The supervisor of `make demo` and `make test`: real PostgreSQL and Valkey out of wheels, and the product's processes."""
