"""Cases from law and enforcement, with the decision that a person expects."""
