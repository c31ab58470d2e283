"""Tables of anybody's figures: read them, rank them under a scheme, audit what they print, and write what came out."""
