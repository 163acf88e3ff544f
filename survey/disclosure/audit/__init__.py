"""What can be worked out from all that is shown, and what must be hidden so that it can't."""
