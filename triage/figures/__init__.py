"""Statistics and the places of what is drawn. Pure: counts in, shapes and words out."""
