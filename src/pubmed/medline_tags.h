#ifndef PUBMED_MEDLINE_TAGS_H
#define PUBMED_MEDLINE_TAGS_H

// Tags of MEDLINE text for comments and corrections, and the RefType of PubMed XML that
// each stands for. [https://www.nlm.nih.gov/bsd/mms/medlineelements.html]
static const struct {
    const char *tag, *type;
} medline_notices[] = {
    {"CIN", "CommentIn"},
    {"CON", "CommentOn"},
    {"EIN", "ErratumIn"},
    {"EFR", "ErratumFor"},
    {"CRI", "CorrectedandRepublishedIn"},
    {"CRF", "CorrectedandRepublishedFrom"},
    {"DDIN", "DatasetIn"},
    {"DRIN", "DatasetUseReportedIn"},
    {"ECI", "ExpressionOfConcernIn"},
    {"ECF", "ExpressionOfConcernFor"},
    {"ORI", "OriginalReportIn"},
    {"RPI", "RepublishedIn"},
    {"RPF", "RepublishedFrom"},
    {"RIN", "RetractionIn"},
    {"ROF", "RetractionOf"},
    {"RRI", "RetractedandRepublishedIn"},
    {"RRF", "RetractedandRepublishedFrom"},
    {"SPIN", "SummaryForPatientsIn"},
    {"UIN", "UpdateIn"},
    {"UOF", "UpdateOf"},
};

#endif
