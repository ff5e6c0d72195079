"""The ledger as plain functions over bytes: leaves, tree, notes, proofs, keys. No Django, no database.

README.md beside this file is the format document; it is final for version 1.
"""
