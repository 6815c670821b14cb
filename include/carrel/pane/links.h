#ifndef CARREL_PANE_LINKS_H
#define CARREL_PANE_LINKS_H

#include "carrel/pane/mark.h"
#include "carrel/study/study.h"
#include "carrel/ui/listbox.h"

// Tabs: the kinds of links, and the notices (corrections, retractions, comments).
enum {
    TAB_REFERENCES = LINK_REFERENCES,
    TAB_CITED_BY = LINK_CITED_BY,
    TAB_SIMILAR = LINK_SIMILAR,
    TAB_NOTICES = LINK_KINDS,
    TAB_COUNT
};

typedef struct {
    StudyId id; // 0 where nothing identifies it
    int year;
    const char *author, *title; // title: the text of a link that was never taken apart
    const char *type;           // of a notice: "RetractionIn"; NULL else
    Mark mark;
    unsigned flags;
    bool in_cache, in_review;
    int64_t shared;    // links to included studies; 0 not shown
    const char *why;   // in what a similar study is near; NULL not shown
    const char *named; // the services that say the link: "iCite, NCBI"; NULL: none
    bool selected;
} LinksRow;

typedef struct {
    void *context;
    void (*rows)(void *context, int tab, size_t first, size_t count, LinksRow *rows);
} LinksSource;

typedef struct {
    size_t listed;
    int64_t announced; // -1 where nobody says
    bool asks;         // nobody was asked yet, and F would ask
    bool asking;       // somebody is asked now
    bool failed;       // nobody answered who was asked
    const char *asked; // who was asked and what came: "iCite 2026-11-21: none"; NULL or "": nobody
} LinksTab;

typedef struct {
    const ListBox *box; // of the open tab; rows of the window = pane_links_rows
    const LinksSource *source;
    LinksTab tabs[TAB_COUNT];
    int tab;
    bool folded; // one line: the tabs
    bool focused;
    bool no_study; // no study is shown
} LinksView;

// How many list rows fit: the head and the line "… 151 more announced" take theirs.
size_t pane_links_rows(const LinksView *view, Area area);
void pane_links_draw(Grid *grid, Area area, const LinksView *view);
// The tab at a column of the head as drawn, for the mouse; -1 none.
int pane_links_tab_at(const LinksView *view, Area area, int column);

#endif
