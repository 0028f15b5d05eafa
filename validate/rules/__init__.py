"""One rule a module, found by walking this folder; the docstring of a module is its page for reviewers."""
