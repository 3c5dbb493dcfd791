"""Makes submissions that are hostile, broken or odd, each with its fair outcome. Nothing of it is stored."""
