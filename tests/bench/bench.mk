# `make bench` measures the program, without sanitizers, on a library of BENCH_RECORDS made-up studies,
# which is kept for the next time.

BENCH_RECORDS ?= 30000
BENCH := $(BUILD)/bench
BENCH_FIRST := 10000001
BENCH_FILES := $(BENCH)/library-$(BENCH_RECORDS).xml.gz $(BENCH)/more-$(BENCH_RECORDS).xml.gz
BENCH_TOOLS := $(BUILD)/tests/bench/generate $(BUILD)/tests/bench/bench $(BUILD)/tests/bench/store \
	$(BUILD)/tests/bench/formats

$(BUILD)/tests/bench/generate: $(BUILD)/tests/bench/generate.o $(call archives,base)
	@echo '  LINK $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call libraries,base) -lm
$(BUILD)/tests/bench/bench: $(patsubst %,$(BUILD)/tests/%.o,bench/bench bench/measure bench/typing pty/harness) $(call archives,base)
	@echo '  LINK $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call libraries,base) $(TEST_LIBS) $(shell $(PKG_CONFIG) --libs vterm) -lutil -lm

$(BUILD)/tests/bench/store: $(BUILD)/tests/bench/store.o $(BUILD)/tests/bench/measure.o $(call archives,store)
	@echo '  LINK $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call libraries,store) -lm

$(BUILD)/tests/bench/formats: $(BUILD)/tests/bench/formats.o $(BUILD)/tests/bench/measure.o $(call archives,format)
	@echo '  LINK $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call libraries,format) -lm

# The files stay while the generator's source does.
$(BENCH)/library-$(BENCH_RECORDS).xml.gz: tests/bench/generate.c | $(BUILD)/tests/bench/generate
	@mkdir -p $(@D)
	@echo '  GEN  $@'
	$(Q)$(BUILD)/tests/bench/generate $(BENCH_RECORDS) $(BENCH_FIRST) > $@.new && mv $@.new $@
$(BENCH)/more-$(BENCH_RECORDS).xml.gz: tests/bench/generate.c | $(BUILD)/tests/bench/generate
	@mkdir -p $(@D)
	@echo '  GEN  $@'
	$(Q)$(BUILD)/tests/bench/generate $(BENCH_RECORDS) $$(($(BENCH_FIRST) + $(BENCH_RECORDS))) > $@.new && mv $@.new $@

.PHONY: bench
bench: $(BUILD)/carrel $(BENCH_TOOLS) $(BENCH_FILES)
	@$(BUILD)/tests/bench/bench $(abspath $(BUILD)/carrel) $(BENCH_RECORDS) $(abspath $(BENCH_FILES) $(BENCH))
	@$(BUILD)/tests/bench/store $(BENCH)/cache.db
	@$(BUILD)/tests/bench/formats $(abspath $(BUILD)/carrel) $(BENCH)/cache.db $(BENCH)
