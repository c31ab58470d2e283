"""Tests of the examples that users are given."""
