"""How each platform writes its addresses, one file a platform; what is common to all lies below, in url."""
