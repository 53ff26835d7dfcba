"""The nouns that can be imported and exported."""
