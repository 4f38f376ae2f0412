"""The demonstration clinic: invented people, made by the actions that staff use."""
