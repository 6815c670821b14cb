.PHONY: man
man:
