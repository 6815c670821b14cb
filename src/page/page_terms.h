#ifndef PAGE_TERMS_H
#define PAGE_TERMS_H

#include "carrel/base/arena.h"
#include "carrel/base/str.h"
#include "carrel/study/study.h"

// The lists at the foot of a PubMed page, one line at a time.

void study_add_types_line(Study *study, Arena *arena, StringView line); // "Review" or "Review; Case Reports"
void study_add_mesh_line(Study *study, Arena *arena, StringView line);  // "Sepsis / drug therapy*"
void study_add_grant_line(Study *study, Arena *arena,
                          StringView line); // "R01 HL1/HL/NHLBI NIH HHS/United States"
void study_add_register_line(Study *study, Arena *arena, StringView line);  // "ClinicalTrials.gov/NCT01"
void study_add_full_text_line(Study *study, Arena *arena, StringView line); // "Europe PMC - https://…"
void study_add_figure_line(Study *study, Arena *arena, StringView line);    // "Figure 1", "Fig. 1 Caption"

#endif
