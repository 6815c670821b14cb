#ifndef CARREL_STUDY_JUMPS_H
#define CARREL_STUDY_JUMPS_H

#include "carrel/study/study.h"

// Where the reader was: study, scroll, which pane and tab and row. Places are
// visited like pages of a browser: back, forward, and a new jump forgets the forward ones.
typedef struct {
    StudyId study;
    size_t scroll;      // first line of the abstract shown
    int focus;          // pane
    int tab;            // LinkKind or notices
    size_t link_row;    // position chosen in the links list
    long marker;        // run of the link stepped to in the abstract; -1 none
} Place;

#define JUMPS_MOST 200
typedef struct {
    Place places[JUMPS_MOST]; // [0] is the place in the queue that the trail left
    size_t count, current;
} Jumps;

void jumps_clear(Jumps *jumps);
// Leaves `from` (updated at the current spot) for `to`.
void jumps_go(Jumps *jumps, Place from, Place to);
bool jumps_back(Jumps *jumps, Place from, Place *to);    // false at the start
bool jumps_forward(Jumps *jumps, Place from, Place *to); // false at the end
bool jumps_home(Jumps *jumps, Place from, Place *to);    // back to the queue
bool jumps_in_trail(const Jumps *jumps);                 // not at the queue

#endif
