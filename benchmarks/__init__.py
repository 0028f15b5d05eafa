"""How fast the audit is beside what a user could take instead: `python -m benchmarks` writes RESULTS.md."""
