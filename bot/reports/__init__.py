"""What a person takes away: the plan, the export."""
