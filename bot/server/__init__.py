"""The app: one process that loads the Rasa agent, runs our actions, opens each turn's unit of work, and starts and stops the doors."""
