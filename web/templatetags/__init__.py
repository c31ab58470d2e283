"""Words for the templates: what Django does not bring to write times, points and texts as people say them."""
