"""Tests of the certificate on paper: what a reader, a printer and a phone camera get out of the file."""
