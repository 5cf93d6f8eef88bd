"""The functions, views and triggers of the database: read from `<app>/sql/`, and installed."""
