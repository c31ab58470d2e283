"""A kept board over HTTP beside an empty view."""
