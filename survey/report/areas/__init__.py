"""Area sheets and area reports: what the main report shows, seen from one area."""
