"""Lists of services in use, as officers and AWS write them: read, recognised, and shown before anything is written."""
