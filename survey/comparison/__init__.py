"""Areas compared with a contrast area."""
