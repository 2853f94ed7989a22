"""An approved text on its way: by the desk, by hand, its result, unknown ends; no text is written."""
