"""Who gets what from every address, by subject."""
