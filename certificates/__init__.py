"""Certificates: what is on the paper, how it is drawn, who may rely on it."""
