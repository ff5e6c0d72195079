"""Pages of requests: one noun or verb per module."""
