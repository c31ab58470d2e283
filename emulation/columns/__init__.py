"""The columnar core: the rules of the scalar core over whole columns of scaled integers, for a nation at once."""
