# carrel: see `make help`
VERSION := 0.1.0

prefix ?= /usr/local
PREFIX ?= $(prefix)
bindir ?= $(PREFIX)/bin
mandir ?= $(PREFIX)/share/man
datadir ?= $(PREFIX)/share
DESTDIR ?=

comma := ,
# SAN=address,undefined or SAN=thread builds everything with those sanitizers, in a folder of its own.
SAN ?=
BUILD ?= build$(if $(SAN),-$(subst $(comma),-,$(SAN)))
V ?= 0
Q := $(if $(filter 1,$(V)),,@)

CC ?= cc
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla
SANFLAGS := $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all)
ALL_CFLAGS := -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -D_GNU_SOURCE -DCARREL_VERSION='"$(VERSION)"' \
	-DCARREL_DATADIR='"$(datadir)/carrel"' -Iinclude -Isrc -pthread \
	$(WARNINGS) $(SANFLAGS) $(CFLAGS) $(if $(WERROR),-Werror) \
	$(filter-out -D%,$(shell $(PKG_CONFIG) --cflags ncursesw sqlite3 libzstd zlib))
ALL_LDFLAGS := $(SANFLAGS) -pthread $(LDFLAGS)

# The rooms, lowest floor first, what each may use (the lint in tests/lint holds the
# same list), and the library that each is alone in using.
ROOMS := base study graph review report command reader pubmed page exchange library csv json reply format store service screening ui engine pane term tui cli
uses_base :=
uses_study := base
uses_graph := study base
uses_report := review study base
uses_command := base
uses_review := study base
uses_reader := study base
uses_pubmed := reader review study base
uses_page := reader study base
uses_exchange := reader review study base
uses_library := reader review study base
uses_csv := reader review study base
uses_json := reader review study base
uses_reply := pubmed json reader review study base
uses_format := reply pubmed page exchange library csv json reader review study base
uses_store := review study base
uses_service := base
uses_ui := base
uses_screening := service store report graph format $(uses_format)
uses_engine := screening $(uses_screening)
uses_pane := ui review graph study base
uses_term := ui base
uses_tui := engine pane term command ui $(uses_engine)
uses_cli := engine command $(uses_engine)
libs_base := -lunistring $(shell $(PKG_CONFIG) --libs zlib libisal)
libs_json := $(shell $(PKG_CONFIG) --libs jansson)
libs_store := $(shell $(PKG_CONFIG) --libs sqlite3 libzstd)
libs_service := $(shell $(PKG_CONFIG) --libs libcurl)
libs_term := $(shell $(PKG_CONFIG) --libs ncursesw)
# room with all below it, in link order
with = $(1) $(uses_$(1))
archives = $(foreach r,$(call with,$(1)),$(BUILD)/lib$(r).a)
libraries = $(foreach r,$(call with,$(1)),$(libs_$(r)))

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))
room_sources = $(sort $(wildcard src/$(1)/*.c))

.PHONY: all
all: $(BUILD)/carrel

# Everything is rebuilt when the flags change.
FLAGS_FILE := $(BUILD)/flags
$(shell mkdir -p $(BUILD); echo '$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS)' | cmp -s - $(FLAGS_FILE) || \
	echo '$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS)' > $(FLAGS_FILE))

$(BUILD)/%.o: %.c $(FLAGS_FILE)
	@mkdir -p $(@D)
	@echo '  CC   $<'
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

define room_rules
$(BUILD)/lib$(1).a: $$(call objects,$$(call room_sources,$(1)))
	@echo '  AR   $$@'
	$$(Q)rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room_rules,$(r))))

PROGRAM_ROOMS := tui cli $(uses_tui)
$(BUILD)/carrel: $(BUILD)/src/main.o $(foreach r,$(PROGRAM_ROOMS),$(BUILD)/lib$(r).a)
	@echo '  LINK $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(BUILD)/src/main.o $(foreach r,$(PROGRAM_ROOMS),$(BUILD)/lib$(r).a) \
		$(foreach r,$(PROGRAM_ROOMS),$(libs_$(r))) -lm

include tests/tests.mk
include tests/fuzz/fuzz.mk
include tests/bench/bench.mk
include man/man.mk

.PHONY: run
run: $(BUILD)/carrel
	$(Q)share/sample/open $(BUILD)/carrel

.PHONY: install
install: all man
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(mandir)/man1 $(DESTDIR)$(mandir)/man5 $(DESTDIR)$(mandir)/man7
	install -m 755 $(BUILD)/carrel $(DESTDIR)$(bindir)/carrel
	install -m 644 $(BUILD)/man/*.1 $(DESTDIR)$(mandir)/man1
	install -m 644 $(BUILD)/man/*.5 $(DESTDIR)$(mandir)/man5
	install -m 644 $(BUILD)/man/*.7 $(DESTDIR)$(mandir)/man7
	install -d $(DESTDIR)$(datadir)/carrel $(DESTDIR)$(datadir)/bash-completion/completions \
		$(DESTDIR)$(datadir)/zsh/site-functions $(DESTDIR)$(datadir)/fish/vendor_completions.d
	cp -R share/sample $(DESTDIR)$(datadir)/carrel/
	install -m 644 share/carrelrc $(DESTDIR)$(datadir)/carrel/carrelrc
	$(BUILD)/carrel complete bash > $(DESTDIR)$(datadir)/bash-completion/completions/carrel
	$(BUILD)/carrel complete zsh > $(DESTDIR)$(datadir)/zsh/site-functions/_carrel
	$(BUILD)/carrel complete fish > $(DESTDIR)$(datadir)/fish/vendor_completions.d/carrel.fish

.PHONY: uninstall
uninstall:
	rm -f $(DESTDIR)$(bindir)/carrel $(DESTDIR)$(mandir)/man1/carrel*.1 $(DESTDIR)$(mandir)/man5/carrel*.5 \
		$(DESTDIR)$(mandir)/man7/carrel*.7 $(DESTDIR)$(datadir)/bash-completion/completions/carrel \
		$(DESTDIR)$(datadir)/zsh/site-functions/_carrel $(DESTDIR)$(datadir)/fish/vendor_completions.d/carrel.fish
	rm -rf $(DESTDIR)$(datadir)/carrel

.PHONY: format
format:
	clang-format -i $$(git ls-files '*.c' '*.h')

.PHONY: clean
clean:
	rm -rf build build-*

.PHONY: help
help:
	@echo 'make            build $(BUILD)/carrel'
	@echo 'make run        build and open the sample library'
	@echo 'make check      lint, then all tests; with SAN=address,undefined or SAN=thread under sanitizers'
	@echo 'make fuzz       run each fuzz target for FUZZ_SECONDS (clang)'
	@echo 'make bench      measure the program on libraries of 30 and 300 thousand made-up studies, beside other programs;'
	@echo '                BENCH=full with 1 million too, BENCH=big with 5 million, which takes hours'
	@echo 'make bench-compare A=FILE B=FILE    what got slower between two results.json'
	@echo 'make man        the manual pages, in $(BUILD)/man'
	@echo 'make install    to $$DESTDIR$$PREFIX; make uninstall takes it away'
	@echo 'make format     clang-format the sources'
	@echo 'V=1 shows the commands; CARREL_CORPUS=DIR names a folder of real files for the tests'

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
