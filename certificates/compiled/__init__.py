"""Certificates from compiled templates: all that is the same is made once, each certificate is a constant head and a small tail."""
