"""What stands in the estate, one file per noun. Each `plant(site)` makes one account's share."""
