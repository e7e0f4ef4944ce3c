"""A quarter's pack for its auditor: report, sample to check by hand, counts, guide."""
