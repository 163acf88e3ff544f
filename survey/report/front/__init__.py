"""What stands before the results: how the survey was carried out, who answered, and who didn't."""
