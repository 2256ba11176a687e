"""Pictures of what each demonstration user sees: ``python -m tests.screens``."""
