"""Waves compared: what changed, where it may be said, and with which error."""
