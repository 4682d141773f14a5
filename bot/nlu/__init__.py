"""Understanding: Rasa graph components for vectors, intents, elements, job titles and safety."""
