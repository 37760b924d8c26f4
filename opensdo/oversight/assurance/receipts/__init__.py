"""Check a receipt, and take the ledger's checkpoints away: nobody has to believe us."""
