"""Policy documentation from one structured source: reading, checking, rendering, publishing."""
