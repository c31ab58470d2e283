"""Flow tests: from an act through the ledger to its effects, on the real database and real workers."""
