"""What an address names: platform, account, item, in one canonical spelling; no network is asked."""
