# Tests. A unit test tests/unit/ROOM_name.c links its room and the rooms below it, nothing
# else, so the linker holds the floors too.

TEST_LIBS := $(shell $(PKG_CONFIG) --libs cmocka)
CORPUS := $(abspath $(or $(CARREL_CORPUS),../shared/data))

UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(sort $(wildcard tests/unit/*.c)))
room_of = $(firstword $(subst _, ,$(notdir $(1))))

.SECONDARY:
.SECONDEXPANSION:
# expat is the oracle of the PubMed XML scanner and of nothing else.
$(BUILD)/tests/unit/format_pubmed_oracle: TEST_LIBS += -lexpat
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $$(call archives,$$(call room_of,$$*))
	@echo '  LINK $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(call archives,$(call room_of,$*)) \
		$(call libraries,$(call room_of,$*)) $(TEST_LIBS) -lm

PTY_TESTS := $(patsubst tests/pty/%.c,$(BUILD)/tests/pty/%,$(sort $(filter-out tests/pty/harness.c tests/pty/desk.c,$(wildcard tests/pty/*.c))))
# tests/pty/term_*.c drive themselves, as a program made of the term room.
pty_room = $(if $(filter term_%,$(1)),term,base)
$(BUILD)/tests/pty/%: $(BUILD)/tests/pty/%.o $(BUILD)/tests/pty/harness.o $(BUILD)/tests/pty/desk.o $$(call archives,$$(call pty_room,$$*))
	@echo '  LINK $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(call archives,$(call pty_room,$*)) \
		$(call libraries,$(call pty_room,$*)) $(TEST_LIBS) $(shell $(PKG_CONFIG) --libs vterm) -lutil

# What tests/crash needs: a library that is loaded before the program, never with sanitizers, and what
# replays its log.
CRASH_TOOLS := $(BUILD)/tests/crash/record.so $(BUILD)/tests/crash/power
$(BUILD)/tests/crash/record.so: tests/crash/record.c tests/crash/record.h $(FLAGS_FILE)
	@mkdir -p $(@D)
	@echo '  LINK $@'
	$(Q)$(CC) $(filter-out $(SANFLAGS),$(ALL_CFLAGS)) -fPIC -shared -o $@ $< -ldl
$(BUILD)/tests/crash/power: $(BUILD)/tests/crash/power.o $(BUILD)/tests/crash/replay.o $(call archives,store)
	@echo '  LINK $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call libraries,store) -lm

# The stand-in for the open services, which tests start.
SERVER := $(BUILD)/tests/server/server
$(SERVER): $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tests/server/*.c))) $(call archives,base)
	@echo '  LINK $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call libraries,base) -lm

# one room's unit tests: make test-study
$(foreach r,$(ROOMS),$(eval test-$(r): $(filter $(BUILD)/tests/unit/$(r)_%,$(UNIT_TESTS)); CARREL_CORPUS=$(CORPUS) tests/run $$^))
test-service test-engine: | $(SERVER)

.PHONY: check lint tests
tests: $(BUILD)/carrel $(UNIT_TESTS) $(PTY_TESTS) $(CRASH_TOOLS) $(SERVER)
lint: all
	tests/lint/rooms $(BUILD)
check: lint tests $(CHECK_MORE)
	CARREL_CORPUS=$(CORPUS) CARREL=$(abspath $(BUILD)/carrel) tests/run $(UNIT_TESTS) $(PTY_TESTS) \
		$(sort $(wildcard tests/cli/*.sh) $(wildcard tests/crash/*.sh))
