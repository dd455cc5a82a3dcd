"""torch.return_types: tuples with field names."""
