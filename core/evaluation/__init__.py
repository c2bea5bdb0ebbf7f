"""How good a network is, said honestly: metrics, predictions, heat maps. Every number comes from fp32 outputs."""
