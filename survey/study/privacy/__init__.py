"""What is personal in a study: handed on without it, destroyed in time."""
