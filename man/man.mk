# The manual pages: templates whose tables come from the program's own.

MAN_PAGES := $(patsubst man/%.in,$(BUILD)/man/%,$(sort $(wildcard man/*.in)))
MAN_ROOMS := command format $(uses_format)

$(BUILD)/man/generate: $(BUILD)/man/generate.o $(foreach r,$(MAN_ROOMS),$(BUILD)/lib$(r).a)
	@echo '  LINK $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(foreach r,$(MAN_ROOMS),$(BUILD)/lib$(r).a) \
		$(foreach r,$(MAN_ROOMS),$(libs_$(r))) -lm

$(BUILD)/man/%: man/%.in $(BUILD)/man/generate
	@echo '  MAN  $@'
	$(Q)$(BUILD)/man/generate $< >$@.new && mv $@.new $@

.PHONY: man check-man
man: $(MAN_PAGES)

CHECK_MORE += check-man
check-man: $(MAN_PAGES)
	$(Q)man/check $(BUILD)/man/generate $(MAN_PAGES)
