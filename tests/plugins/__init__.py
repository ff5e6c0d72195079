"""What must stand before pytest-django reads the settings; a conftest.py would be too late."""
