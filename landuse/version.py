"""The version of the package, and of the form of its ledger."""

VERSION = "0.1.0"
