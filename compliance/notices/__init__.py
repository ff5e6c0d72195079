"""What people are told: in the application, by mail, in a calendar, by webhooks. Sentences are made when it is read."""
