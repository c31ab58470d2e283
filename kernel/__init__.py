"""What emulation and certificates share and neither owns."""
