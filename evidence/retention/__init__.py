"""Until when a record is kept and who says so, legal holds over it, and what stands against erasing it."""
