"""An audit as it is read: who was let in, what was read, what was found, and what stays an exception."""
