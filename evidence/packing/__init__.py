"""Packs: a deterministic zip of a BagIt bag, its signed statement, and the verifier that travels in it.

Plain functions over bytes: no Django, no database. README.md beside this file is the format document.
"""
