"""Rasa actions: they read the tracker, ask ``coaching`` and ``store``, and dispatch messages. Thin."""
