"""Answers in own words put into codes by people, and quoted with care."""
