"""How a name is found and where it stands: without marks, by the beginnings of words, the given name first."""

from kernel.text import search_key, sort_key


def found_by(name: str, sought: str) -> bool:
    """Whether every word that is sought begins a word of the name, each word of the name being taken once; case and marks do
    not matter, đ is d."""
    words = search_key(name).split()
    for part in search_key(sought).split():
        match = next((word for word in words if word.startswith(part)), None)
        if match is None:
            return False
        words.remove(match)
    return True


def place_of(name: str, sought: str, *, of_person: bool) -> tuple[int, str]:
    """What a list of found names is sorted by: first those whose given name (the last word) is sought, then the Vietnamese
    order, of people by given name."""
    asked, words = search_key(sought).split(), search_key(name).split()
    called = bool(of_person and asked and words and words[-1].startswith(asked[-1]))
    return (0 if called or not asked else 1, sort_key(name, given_name_first=of_person))
