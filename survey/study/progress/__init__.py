"""How far a study is, and what comes next."""
