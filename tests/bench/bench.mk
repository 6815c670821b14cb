# `make bench` measures the program, without sanitizers, beside other programs, on libraries of made-up studies:
# 30 and 300 thousand; BENCH=full adds 1 million, BENCH=big 5 million. The studies are kept in BENCH_FOLDER for the next time, and
# BENCH_CORPUS names a folder of others, PubMed's .xml.gz of 30,000 records each, to be taken instead.

BENCH ?=
BENCH_FOLDER ?= $(BUILD)/bench
bench_folder := $(abspath $(BENCH_FOLDER))
BENCH_CORPUS ?=
BENCH_ROUNDS ?= 3
# Files of 30,000 studies in the libraries; behind those of the largest come two more, to be imported while somebody reads.
BENCH_FILES_300k := 10
BENCH_FILES_1m := 34
BENCH_FILES_5m := 167
BENCH_LARGEST := $(if $(filter big,$(BENCH)),5m,$(if $(filter full,$(BENCH)),1m,300k))
BENCH_SEARCHED := $(if $(filter full big,$(BENCH)),1m,300k)
BENCH_FILES := $(BENCH_FILES_$(BENCH_LARGEST))
BENCH_STUDIES := $(abspath $(or $(BENCH_CORPUS),$(BENCH_FOLDER)/studies))
# The files of a library: its first ones.
bench_files = $$(ls $(BENCH_STUDIES)/*.xml.gz | head -n $(1))
bench_more = $$(ls $(BENCH_STUDIES)/*.xml.gz | head -n $$(($(1) + 2)) | tail -n 2)

BENCH_PROGRAMS := generate bench store formats loader import search graph chase similar during opening services report compare
BENCH_TOOLS := $(BENCH_PROGRAMS:%=$(BUILD)/tests/bench/%)
bench_objects = $(patsubst %,$(BUILD)/tests/%.o,$(1))
bench_pty := bench/runs bench/measure bench/typing pty/harness
BENCH_PTY_LIBS = $(TEST_LIBS) $(shell $(PKG_CONFIG) --libs vterm) -lutil

$(BUILD)/tests/bench/generate: $(call bench_objects,bench/generate bench/language) $(call archives,base)
$(BUILD)/tests/bench/generate: BENCH_LIBS = $(call libraries,base)
$(BUILD)/tests/bench/bench: $(call bench_objects,bench/bench $(bench_pty)) $(call archives,base)
$(BUILD)/tests/bench/bench: BENCH_LIBS = $(call libraries,base) $(BENCH_PTY_LIBS)
$(BUILD)/tests/bench/opening: $(call bench_objects,bench/opening $(bench_pty)) $(call archives,base)
$(BUILD)/tests/bench/opening: BENCH_LIBS = $(call libraries,base) $(BENCH_PTY_LIBS)
$(BUILD)/tests/bench/during: $(call bench_objects,bench/during $(bench_pty)) $(call archives,store)
$(BUILD)/tests/bench/during: BENCH_LIBS = $(call libraries,store) $(BENCH_PTY_LIBS)
$(BUILD)/tests/bench/services: $(call bench_objects,bench/services $(bench_pty)) $(call archives,base)
$(BUILD)/tests/bench/services: BENCH_LIBS = $(call libraries,base) $(BENCH_PTY_LIBS)
$(BUILD)/tests/bench/store: $(call bench_objects,bench/store bench/measure) $(call archives,store)
$(BUILD)/tests/bench/store: BENCH_LIBS = $(call libraries,store)
$(BUILD)/tests/bench/search: $(call bench_objects,bench/search bench/bare bench/probes bench/measure) $(call archives,store)
$(BUILD)/tests/bench/search: BENCH_LIBS = $(call libraries,store)
$(BUILD)/tests/bench/graph: $(call bench_objects,bench/graph bench/measure) $(BUILD)/libgraph.a $(call archives,store)
$(BUILD)/tests/bench/graph: BENCH_LIBS = $(call libraries,store)
$(BUILD)/tests/bench/chase: $(call bench_objects,bench/chase bench/measure) $(call archives,engine)
$(BUILD)/tests/bench/chase: BENCH_LIBS = $(call libraries,engine)
$(BUILD)/tests/bench/similar: $(call bench_objects,bench/similar bench/measure) $(call archives,store)
$(BUILD)/tests/bench/similar: BENCH_LIBS = $(call libraries,store)
$(BUILD)/tests/bench/formats: $(call bench_objects,bench/formats bench/runs bench/measure) $(call archives,format)
$(BUILD)/tests/bench/formats: BENCH_LIBS = $(call libraries,format)
$(BUILD)/tests/bench/loader: $(call bench_objects,bench/loader bench/measure) $(call archives,format)
$(BUILD)/tests/bench/loader: BENCH_LIBS = $(call libraries,format) $(libs_store)
# libxml2 is one of the parsers beside carrel's where it is installed (Debian: libxml2-dev).
$(BUILD)/tests/bench/extract_libxml2.o: ALL_CFLAGS += $(shell $(PKG_CONFIG) --cflags libxml-2.0 2>/dev/null)
$(BUILD)/tests/bench/import: $(call bench_objects,$(addprefix bench/,import parse links extract extract_expat \
	extract_libxml2 runs measure)) $(call archives,format)
$(BUILD)/tests/bench/import: BENCH_LIBS = $(call libraries,format) -lexpat $(shell $(PKG_CONFIG) --libs libxml-2.0 2>/dev/null)
$(BUILD)/tests/bench/report $(BUILD)/tests/bench/compare: $(BUILD)/tests/bench/%: \
	$(call bench_objects,bench/results bench/measure) $(call archives,base)
$(BUILD)/tests/bench/report: $(call bench_objects,bench/report)
$(BUILD)/tests/bench/compare: $(call bench_objects,bench/compare)
$(BUILD)/tests/bench/report $(BUILD)/tests/bench/compare: BENCH_LIBS = $(call libraries,base) $(libs_json)
$(BENCH_TOOLS):
	@echo '  LINK $@'
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(BENCH_LIBS) -lm

.PHONY: bench bench-studies bench-measure bench-compare
bench-studies: $(BUILD)/tests/bench/generate
	@$(if $(BENCH_CORPUS),true,tests/bench/studies $< 'tests/bench/generate.c tests/bench/language.c' $(BENCH_STUDIES) $$(($(BENCH_FILES) + 2)) 30000)

# $(call bench_library,NAME,ROUNDS): imports the library of that name, with all that is measured by it.
bench_library = $(BUILD)/tests/bench/import $(abspath $(BUILD)/carrel) $(BUILD)/tests/bench/loader $(bench_folder) \
	$(1) $(2) $(call bench_files,$(BENCH_FILES_$(1)))

bench: $(BUILD)/carrel $(BENCH_TOOLS) $(SERVER) bench-studies
	@mkdir -p $(BENCH_FOLDER) && $(BUILD)/tests/bench/report begin $(BENCH_FOLDER)/rows $(VERSION)
	@BENCH_ROWS=$(BENCH_FOLDER)/rows $(MAKE) --no-print-directory bench-measure
	@$(BUILD)/tests/bench/report end $(BENCH_FOLDER)/rows $(BENCH_FOLDER)/results.json
	@echo; echo 'all figures: $(BENCH_FOLDER)/results.json'

bench-measure:
	@$(BUILD)/tests/bench/bench $(abspath $(BUILD)/carrel) 30000 $(call bench_files,2) $(bench_folder)
	@$(BUILD)/tests/bench/store $(BENCH_FOLDER)/30k/cache.db
	@$(BUILD)/tests/bench/formats $(abspath $(BUILD)/carrel) $(BENCH_FOLDER)/30k/cache.db $(BENCH_FOLDER)
	@$(call bench_library,300k,$(BENCH_ROUNDS))
	@$(if $(filter full big,$(BENCH)),$(call bench_library,1m,1),true)
	@$(if $(filter big,$(BENCH)),$(call bench_library,5m,0),true)
	@$(BUILD)/tests/bench/search $(BENCH_FOLDER)/$(BENCH_SEARCHED)
	@$(BUILD)/tests/bench/graph $(BENCH_FOLDER)/$(BENCH_SEARCHED)/cache.db
	@$(BUILD)/tests/bench/chase $(BENCH_FOLDER)
	@CARREL=$(abspath $(BUILD)/carrel) tests/bench/recall $(CORPUS)
	@$(BUILD)/tests/bench/similar $(BENCH_FOLDER)/$(BENCH_SEARCHED)
	@$(BUILD)/tests/bench/during $(abspath $(BUILD)/carrel) $(bench_folder) $(BENCH_SEARCHED) \
		$(call bench_more,$(BENCH_FILES))
	@$(BUILD)/tests/bench/opening $(abspath $(BUILD)/carrel) $(bench_folder) 30k $(BENCH_LARGEST) \
		$$(($(BENCH_FILES) * 30000))
	@$(BUILD)/tests/bench/services $(abspath $(BUILD)/carrel) $(abspath $(SERVER)) $(bench_folder) $(bench_folder)/30k/cache.db

# tests/cli/bench.sh holds that these work.
check: $(addprefix $(BUILD)/tests/bench/,generate loader report compare)

# make bench-compare A=one/results.json B=other/results.json
bench-compare: $(BUILD)/tests/bench/compare
	@$< $(A) $(B)
