"""HTTP for people."""
