"""Pages of one import after another: the steps of the wizard."""
