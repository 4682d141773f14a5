"""The store: what is kept of people and their reflections, one transaction a turn."""
