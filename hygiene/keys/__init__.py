"""Keys: what makes two contact points the same, strictly for a yes, widely for a no.

Python's `unicodedata`, `str` and `idna` define every key (contract section 4); plain
ASCII text takes a faster path to the same result, and odd text is read once a
distinct value.
"""
