"""Areas made equal in who lives there, and differences taken apart."""
