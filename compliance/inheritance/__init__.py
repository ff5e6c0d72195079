"""A system's facts, handed to the catalogue's inheritance, and what comes of them: on a day, and in the days ahead."""
