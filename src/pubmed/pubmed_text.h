#ifndef PUBMED_TEXT_H
#define PUBMED_TEXT_H

#include "carrel/reader/scan.h"
#include "pubmed_elements.h"

// The text of an element whose start tag *scan has just passed: references decoded,
// inline mark-up (i b u sub sup, MathML) dropped, a fraction as "1/2". The
// scan ends behind the element's end tag, or before the next element of the table where the
// end tag is missing. The view is into the scanned text or into *scratch, until its next use.
StringView pubmed_text(Scan *scan, StringView name, const ElementIndex *index, String *scratch);

#endif
