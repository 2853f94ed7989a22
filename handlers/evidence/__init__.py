"""Files that show an item: the form, the handing over, fetching them; how they are kept is the desk's."""
