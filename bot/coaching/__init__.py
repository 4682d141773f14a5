"""The decisions of a coaching conversation: pure functions over frozen data. No Rasa, no input or output, no clock."""
