"""What goes into a pack: chosen once from rows that its instants freeze, and said as files. Its bytes: `packing/`."""
