"""Letters, receipts and certificates as accessible PDF."""
