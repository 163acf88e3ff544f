"""What each stage of a wave rests on, and whether that has changed since."""
