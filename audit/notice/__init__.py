"""What a unit gets: one Word document with what was checked, what was found, and room for its reply."""
