"""The framework's files: loading, checking, and what they hold."""
