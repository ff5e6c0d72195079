"""What AWS attests and expects, as we hold it: its documents, what Artifact lists of them, who expects what of whom."""
