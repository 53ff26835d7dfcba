"""The demo region: invented firms, people and texts, and the stories that bring them into every state."""
