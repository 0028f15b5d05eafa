"""What the audit writes into the output folder: one module a format."""
