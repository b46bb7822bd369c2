"""The engine: reads diagrams and steps cases through them. Pure: no row, no clock, no network."""
