"""The administrator's view: people and their roles are kept here, through the verbs; all else is only looked at."""

from compliance.admin import audits, boundary, documents, groups, people, telling, work

__all__ = ["audits", "boundary", "documents", "groups", "people", "telling", "work"]
