"""A run as it is read: how far it is, how much was looked at, and when each cell was looked at last."""
