"""What should be looked at in the answers before anything is counted."""
