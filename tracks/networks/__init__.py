"""How municipalities are split into networks: arithmetic alone, without the database."""
