"""The next wave, begun from an earlier one."""
