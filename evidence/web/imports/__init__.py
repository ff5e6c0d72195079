"""Findings of other tools: the list, one import, and what its checks support."""
