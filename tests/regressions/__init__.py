"""One file for each defect that was found, so that it stays away."""
