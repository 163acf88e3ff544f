"""What study.yaml says: read and checked, and edited with its comments kept."""
