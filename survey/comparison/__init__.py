"""Areas compared with a contrast area, with each other, with figures from outside, over time."""
