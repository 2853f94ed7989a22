"""How each platform writes its addresses, a file each; what is common to all lies in url."""
