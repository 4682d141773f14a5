"""LQF Coach: a coaching assistant for UK adult social care, built on Rasa Open Source."""
