"""The timeline explorer: reading any table of dated events, the widget, its still form."""
