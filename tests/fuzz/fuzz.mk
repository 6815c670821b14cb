# Fuzzing. `make fuzz` needs clang and runs each target for FUZZ_SECONDS, starting from the files in
# tests/fixtures/fuzz; `make check` gives those files to every target, with any compiler.

FUZZ_SECONDS ?= 20
FUZZ_READERS := pubmed-xml nbib pubmed-summary page-pubmed page-citing page-press wos endnote ovid refworks refer ris bibtex csv icite json csl-json works mods unixref dspace primo rdf marc marcxml openurl bookmarks links
FUZZ_READER_TARGETS := $(FUZZ_READERS:%=$(BUILD)/tests/fuzz/reader-%)
FUZZ_TARGETS := $(FUZZ_READER_TARGETS) $(BUILD)/tests/fuzz/query $(BUILD)/tests/fuzz/lines $(BUILD)/tests/fuzz/events $(BUILD)/tests/fuzz/reply
FUZZ_FILES := $(wildcard tests/fixtures/fuzz/*/*)
# With FUZZING set, libFuzzer brings main.
FUZZ_MAIN := $(if $(FUZZING),-fsanitize=fuzzer,$(BUILD)/tests/fuzz/replay.o)

$(FUZZ_READER_TARGETS:%=%.o): $(BUILD)/tests/fuzz/reader-%.o: tests/fuzz/reader.c $(FLAGS_FILE)
	@mkdir -p $(@D)
	@echo '  CC   $< ($*)'
	$(Q)$(CC) $(ALL_CFLAGS) -DFUZZ_FORMAT='"$*"' -MMD -MP -c -o $@ $<
$(FUZZ_READER_TARGETS): $(BUILD)/tests/fuzz/reader-%: $(BUILD)/tests/fuzz/reader-%.o $(BUILD)/tests/fuzz/replay.o $(call archives,format)
	@echo '  LINK $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(FUZZ_MAIN) $(call archives,format) $(call libraries,format) -lm
# The others, and the room that each links with all below it.
define fuzz_rules
$(BUILD)/tests/fuzz/$(1): $(BUILD)/tests/fuzz/$(1).o $(BUILD)/tests/fuzz/replay.o $(call archives,$(2))
	@echo '  LINK $$@'
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$< $$(FUZZ_MAIN) $(call archives,$(2)) $(call libraries,$(2)) -lm
endef
$(eval $(call fuzz_rules,query,study))
$(eval $(call fuzz_rules,lines,command))
$(eval $(call fuzz_rules,events,json))
$(eval $(call fuzz_rules,reply,reply))

.PHONY: fuzz fuzz-run fuzz-replay
fuzz:
	+$(MAKE) CC=clang FUZZING=1 SAN=fuzzer-no-link,address,undefined BUILD=$(BUILD)-fuzz fuzz-run
fuzz-run: $(FUZZ_TARGETS)
	@for target in $(FUZZ_TARGETS); do \
		name=$${target##*/}; found=$(BUILD)/found/$$name; mkdir -p $$found; \
		echo "  FUZZ $$name"; \
		$$target -max_total_time=$(FUZZ_SECONDS) -max_len=20000 -timeout=10 -verbosity=0 -print_final_stats=1 \
			-artifact_prefix=$$found- $$found tests/fixtures/fuzz/$${name#reader-} || exit 1; \
	done
fuzz-replay: $(FUZZ_TARGETS)
	@for target in $(FUZZ_TARGETS); do $$target $(FUZZ_FILES) || exit 1; done
	@echo '$(words $(FUZZ_FILES)) files through each of $(words $(FUZZ_TARGETS)) fuzz targets'
check: fuzz-replay
