"""Files in: the gate, a sandboxed read, columns to fields, rows checked one by one; nothing here touches the ledger."""
