"""Reads for screens: one module per screen, each an annotated queryset that starts in `visibility`, as frozen rows."""
