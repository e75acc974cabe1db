"""The history room: from a git repository to versions, and the ledger of them. The only room that touches git."""
