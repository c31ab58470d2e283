"""Tests of the pure rules, without a database."""
