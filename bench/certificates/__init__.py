"""Certificates measured."""
