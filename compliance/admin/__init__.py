"""The administrator's view: people and their roles are kept here, through the verbs; all else is only looked at."""

from compliance.admin import boundary, documents, people, telling, work

__all__ = ["boundary", "documents", "people", "telling", "work"]
