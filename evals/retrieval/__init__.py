"""How well questions find the articles that answer them."""
