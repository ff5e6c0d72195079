"""Coverage of an audit's period: what its cadences expect, what came in, and what stays an exception."""
