"""守望 Shouwang: find every rural household that is about to fall into poverty, and say why."""

__version__ = "0.1.0"
