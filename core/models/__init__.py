"""Networks: where they come from, how they are cut into blocks, which blocks may change."""
