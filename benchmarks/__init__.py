"""How fast is the archive's engine, beside whom? All engines in one run on one generated corpus; see docs/benchmarks.md."""
