"""The review of a release before it goes out."""
