"""The ledger against Celery as it is usually set up: what a lost Redis costs, and what the ledger costs in time."""
