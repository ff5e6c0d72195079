"""Is everything still what it was? Recomputed from rows and sealed bytes; nothing is trusted, nothing changed."""
