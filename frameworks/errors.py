"""What a verb raises when a rule of the house forbids what was asked: a sentence for the person who asked."""


class Refused(Exception):
    """The request breaks a rule; nothing was changed. `str()` says which rule and what to do instead."""
