"""Tests of what machines get from the API."""
