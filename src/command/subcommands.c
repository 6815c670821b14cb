#include "carrel/command/subcommand.h"

#define END                                                                                                  \
    { 0, NULL, VALUE_NONE, NULL, NULL, NULL }
#define QUIET                                                                                                \
    { 'q', "quiet", VALUE_NONE, NULL, NULL, "no progress and no summary" }
#define HELP                                                                                                 \
    { 'h', "help", VALUE_NONE, NULL, NULL, "print this help" }
#define TEXT_OR_JSON                                                                                         \
    { 'f', "format", VALUE_CHOICE, "FORMAT", "text json", "how to print" }
#define DRY_RUN                                                                                              \
    { 'n', "dry-run", VALUE_NONE, NULL, NULL, "only say how many studies it would be, and the first of them" }

#define STAGE                                                                                                \
    {                                                                                                        \
        0, "stage", VALUE_CHOICE, "STAGE", "ta ft",                                                          \
            "of the review: title/abstract (so if not given) or full text"                                   \
    }

// What a person can say of a search (search_fields in review/events.h).
#define SEARCH_OPTIONS                                                                                       \
    {0, "database", VALUE_TEXT, "NAME", NULL, "the search: in which database, as PubMed or Embase"},         \
        {0, "source", VALUE_TEXT, "NAME", NULL, "the same as --database"},                                   \
        {0, "platform", VALUE_TEXT, "NAME", NULL, "by which platform, as Ovid"},                             \
        {0, "date", VALUE_TEXT, "DATE", NULL, "on which day, as 2026-05-02"},                                \
        {0, "strategy", VALUE_TEXT, "TEXT", NULL, "the strategy word for word; @FILE takes it from a file"}, \
        {0, "limits", VALUE_TEXT, "TEXT", NULL, "limits and filters, as \"English, 2010 to 2026\""},         \
        {0, "announced", VALUE_NUMBER, "NUMBER", NULL, "how many hits the database announced"}, {            \
        0, "kind", VALUE_SEARCH_KIND, "KIND", NULL, "what was searched"                                      \
    }

// clang-format off
const CommandOption global_options[] = {
    {0, "cache", VALUE_FILE, "FILE", NULL, "the cache of studies, instead of your own"},
    {'R', "review", VALUE_FILE, "FILE", NULL, "the review: a file, or the name of one of your reviews"},
    {0, "as", VALUE_NAME, "NAME", NULL, "who works, where several share a machine or a script votes; before COMMAND"},
    {0, "cache-only", VALUE_NONE, NULL, NULL, "studies that are read do not become candidates of a review"},
    {0, "offline", VALUE_NONE, NULL, NULL, "ask no service on the network, whatever is wanted"},
    HELP,
    {'V', "version", VALUE_NONE, NULL, NULL, "print the version"},
    END
};

static const CommandOption import_options[] = {
    {'f', "format", VALUE_FORMAT_READ, "FORMAT", NULL, "read as this format, whatever the file looks like"},
    {0, "map", VALUE_TEXT, "FIELD=COLUMN", NULL, "a table's column holds the field, as title=Titre; repeatable"},
    {0, "cache-only", VALUE_NONE, NULL, NULL, "studies do not become candidates of the review"},
    {'j', "jobs", VALUE_NUMBER, "NUMBER", NULL, "read so many files at the same time; 1 if not given, 16 at most"},
    SEARCH_OPTIONS,
    {0, "take-decisions", VALUE_NONE, NULL, NULL, "take over decisions that the records bring"},
    {0, "as", VALUE_TEXT, "NAME", NULL, "who decided, where the records do not say; else the file's name"},
    {0, "rejected", VALUE_NONE, NULL, NULL, "print the records that could not be read, as they came"},
    {0, "json", VALUE_NONE, NULL, NULL, "print a summary of each file as a line of JSON"},
    QUIET, HELP, END
};
static const CommandOption fetch_options[] = {
    {0, "from", VALUE_CHOICE, "SERVICE", "pubmed europepmc icite opencitations openalex crossref",
     "the service; for links the only one that is asked"},
    {0, "query", VALUE_TEXT, "QUERY", NULL, "a search, in the language of PubMed (so if --from is not given) or Europe PMC"},
    {0, "count", VALUE_NONE, NULL, NULL, "only print how many hits the search has"},
    {0, "update", VALUE_NONE, NULL, NULL, "run the review's searches of this kind again"},
    {'L', "links", VALUE_NONE, NULL, NULL, "ask for links of the studies, not for their records"},
    {'k', "kind", VALUE_CHOICE, "KIND", "references cited_by similar", "which links; else references and cited_by"},
    {0, "again", VALUE_NONE, NULL, NULL, "ask also for links that were answered not long ago"},
    {0, "query-local", VALUE_QUERY, "QUERY", NULL, "the studies that this query finds here"},
    {0, "json", VALUE_NONE, NULL, NULL, "print what became of each question as a line of JSON"},
    QUIET, HELP, END
};
static const CommandOption chase_options[] = {
    {0, "back", VALUE_NONE, NULL, NULL, "what the seeds cite; --back and --forward if no route is given"},
    {0, "forward", VALUE_NONE, NULL, NULL, "what cites them"},
    {0, "cocited", VALUE_NONE, NULL, NULL, "what is cited together with one of them"},
    {0, "cociting", VALUE_NONE, NULL, NULL, "what shares references with one of them"},
    {'s', "seeds", VALUE_QUERY, "QUERY", NULL, "chase from these studies; else from what the review included"},
    {0, "rounds", VALUE_NUMBER, "NUMBER", NULL, "go on from what was found, unscreened, so many rounds in all (1 to 5)"},
    {0, "min-links", VALUE_NUMBER, "NUMBER", NULL, "leave out what has fewer links to seeds"},
    {0, "order", VALUE_CHOICE, "ORDER", "links similarity pagerank", "the order; links to seeds if not given"},
    {0, "most", VALUE_NUMBER, "NUMBER", NULL, "list at most so many of each round"},
    {'a', "add", VALUE_NONE, NULL, NULL, "make candidates of what is listed, as a citation search of the review"},
    {0, "fetch", VALUE_NONE, NULL, NULL, "ask services for the links of the seeds of each round first, and for the records of what is found"},
    {0, "rounds-so-far", VALUE_NONE, NULL, NULL, "only tell what came of the rounds that the review has"},
    {0, "json", VALUE_NONE, NULL, NULL, "print one JSON object"},
    {0, "csv", VALUE_NONE, NULL, NULL, "print a table"},
    QUIET, HELP, END
};
static const CommandOption path_options[] = {
    {'r', "references-only", VALUE_NONE, NULL, NULL, "only from citing to cited studies"},
    {0, "json", VALUE_NONE, NULL, NULL, "print JSON"},
    HELP, END
};
static const CommandOption islands_options[] = {{0, "json", VALUE_NONE, NULL, NULL, "print JSON"}, HELP, END};
static const CommandOption map_options[] = {
    {'f', "format", VALUE_CHOICE, "FORMAT", "svg dot graphml csv", "how to write it; else the ending of the file decides"},
    {'o', "output", VALUE_FILE, "FILE", NULL, "write this file instead of standard output"},
    {0, "connectors", VALUE_NONE, NULL, NULL, "with other studies that join its islands"},
    {0, "most", VALUE_NUMBER, "NUMBER", NULL, "at most so many studies, those with most links; 500 if not given"},
    HELP, END
};
static const CommandOption check_options[] = {
    {0, "retractions", VALUE_NONE, NULL, NULL, "ask PubMed again for what the review included: what was retracted or corrected since?"},
    {0, "json", VALUE_NONE, NULL, NULL, "retractions: print JSON"},
    QUIET, HELP, END
};
static const CommandOption search_options[] = {
    {'s', "sort", VALUE_CHOICE, "ORDER", "date author journal year cited-by relevance import score", "the order"},
    {'r', "reverse", VALUE_NONE, NULL, NULL, "turn the order round"},
    {'l', "limit", VALUE_NUMBER, "NUMBER", NULL, "print at most so many"},
    {0, "offset", VALUE_NUMBER, "NUMBER", NULL, "leave out so many at the beginning"},
    {'o', "output", VALUE_CHOICE, "WHAT", "summary ids count", "what to print of each study"},
    STAGE, TEXT_OR_JSON, HELP, END
};
static const CommandOption show_options[] = {
    {'f', "format", VALUE_CHOICE, "FORMAT", "text json nbib", "how to print"},
    HELP, END
};
static const CommandOption links_options[] = {
    {'k', "kind", VALUE_CHOICE, "KIND", "references cited_by similar", "which links"},
    TEXT_OR_JSON, HELP, END
};
static const CommandOption decide_options[] = {
    {'r', "reason", VALUE_TEXT, "REASON", NULL, "why, with exclude; at full text it must be said"},
    {0, "rule", VALUE_TEXT, "WORDS", NULL, "decide as this rule and not as yourself: automation, which is its own reason"},
    STAGE, DRY_RUN, QUIET, HELP, END
};
static const CommandOption tag_options[] = {
    {0, "value", VALUE_TEXT, "LABEL=VALUE", NULL, "the value of a label that has values; empty takes it away"},
    {0, "dry-run", VALUE_NONE, NULL, NULL, "only say how many studies it would be, and the first of them"},
    {0, "quiet", VALUE_NONE, NULL, NULL, "no summary"},
    {0, "help", VALUE_NONE, NULL, NULL, "print this help"},
    END
};
static const CommandOption highlight_options[] = {
    {'x', "exclude", VALUE_NONE, NULL, NULL, "add terms that speak against a study"},
    {'g', "group", VALUE_TEXT, "NAME", NULL, "add or remove terms of this group"},
    STAGE, TEXT_OR_JSON, HELP, END
};
static const CommandOption plain_options[] = {HELP, END};
static const CommandOption dedupe_options[] = {
    {'n', "dry-run", VALUE_NONE, NULL, NULL, "only print the groups; so it is without --apply, too"},
    {0, "apply", VALUE_NONE, NULL, NULL, "make one candidate of each proposed group, in the review"},
    {'t', "threshold", VALUE_TEXT, "PERCENT", NULL, "propose what is so sure at least; 60 if not given"},
    {0, "trials", VALUE_NONE, NULL, NULL, "print also what may be reports of one trial"},
    TEXT_OR_JSON, QUIET, HELP, END
};
static const CommandOption export_options[] = {
    {'f', "format", VALUE_FORMAT_WRITE, "FORMAT", NULL, "the format; else the ending of the file decides"},
    {'o', "output", VALUE_FILE, "FILE", NULL, "write this file instead of standard output"},
    {0, "for", VALUE_CHOICE, "TOOL", "asreview rayyan covidence revman", "decisions as this tool takes them over"},
    {0, "max-records", VALUE_NUMBER, "N", NULL, "split into parts of so many studies at most, each a file"},
    {0, "max-bytes", VALUE_TEXT, "SIZE", NULL, "split into parts of so many bytes at most, such as 500k or 50M"},
    {'s', "sort", VALUE_CHOICE, "ORDER", "date author journal year cited-by relevance import score", "the order"},
    {'r', "reverse", VALUE_NONE, NULL, NULL, "turn the order round"},
    STAGE, QUIET, HELP, END
};
static const CommandOption prisma_options[] = {
    {'f', "format", VALUE_CHOICE, "FORMAT", "text svg csv json html", "how to write it; else the ending of the file decides"},
    {'o', "output", VALUE_FILE, "FILE", NULL, "write this file instead of standard output"},
    HELP, END
};
static const CommandOption agreement_options[] = {
    {0, "stage", VALUE_CHOICE, "STAGE", "ta ft", "title and abstract, or full text"},
    {0, "query", VALUE_QUERY, "QUERY", NULL, "only on these studies, such as is:pilot"},
    {'d', "differences", VALUE_NONE, NULL, NULL, "list the studies on which votes differ, with everybody's reasons"},
    TEXT_OR_JSON, HELP, END
};
static const CommandOption report_options[] = {
    {'o', "output", VALUE_FILE, "FILE", NULL, "write this file instead of standard output"},
    HELP, END
};
static const CommandOption stats_options[] = {
    {'y', "yield", VALUE_NONE, NULL, NULL, "what each import gave to the review"},
    {0, "storage", VALUE_NONE, NULL, NULL, "where the bytes of the cache go"},
    STAGE, {'f', "format", VALUE_CHOICE, "FORMAT", "text json csv", "how to print"}, HELP, END
};
static const CommandOption retrieve_options[] = {
    {0, "missing", VALUE_NONE, NULL, NULL, "print what is neither retrieved nor decided"},
    {'f', "format", VALUE_CHOICE, "FORMAT", "text ris csv", "how to print that"},
    {'n', "dry-run", VALUE_NONE, NULL, NULL, "only say which file would be which report"},
    QUIET, HELP, END
};
static const CommandOption listing_options[] = {TEXT_OR_JSON, HELP, END};
static const CommandOption imports_options[] = {SEARCH_OPTIONS, TEXT_OR_JSON, HELP, END};
static const CommandOption quiet_options[] = {QUIET, HELP, END};
static const CommandOption review_options[] = {
    {0, "update-of", VALUE_FILE, "REVIEW", NULL, "new: the review that this one updates"},
    {0, "title", VALUE_TEXT, "TEXT", NULL, "new: its title"},
    {0, "question", VALUE_TEXT, "TEXT", NULL, "new: its question"},
    {0, "reviewers", VALUE_TEXT, "NAME,NAME…", NULL, "split: who shares the work"},
    {0, "overlap", VALUE_NUMBER, "PERCENT", NULL, "split: how much of it several people screen"},
    {0, "seed", VALUE_NUMBER, "NUMBER", NULL, "audit: draws the same studies again"},
    {0, "kind", VALUE_CHOICE, "KIND", "mark yes-no one-of number text", "labels: whether it is a mark or has values, and which"},
    {0, "colour", VALUE_CHOICE, "COLOUR", "plain red green yellow blue magenta cyan", "labels: its colour"},
    {0, "choices", VALUE_TEXT, "CHOICE|CHOICE…", NULL, "labels: the values of one-of"},
    {'f', "format", VALUE_CHOICE, "FORMAT", "text json csv", "how to print: list, info, reasons and labels text or json, dump json or csv"},
    HELP, END
};

const SubcommandInfo subcommands[SUBCOMMAND_COUNT] = {
    {SUBCOMMAND_IMPORT, "import", "[OPTION…] FILE…|FOLDER", VALUE_FILE, NULL, import_options,
     "read studies from files or whole folders into the cache",
     "The format of each file is found by its content; gzip is undone; - is standard input. With a review "
     "(-R), the studies become its candidates. Reading a file again makes no duplicates, and a file "
     "that was cut off is taken up where it was left. Records that cannot be read are counted and kept: "
     "import --rejected prints them all; then no file is needed. In a review, each file is a search: what the "
     "file does not say of it, options can, and carrel imports describe later; where more hits were announced "
     "than the file has, a warning says so. The review keeps a copy of each file of up to 100 MB, compressed, "
     "in a folder beside it. A file whose bytes were imported into the review before adds nothing to it. "
     "Decisions that screening tools wrote into the records are taken over with --take-decisions only, under "
     "the names of those who made them; on a terminal, import asks. A folder, say of PubMed's baseline, stands for its "
     "files in the order of their names, but for hidden ones and *.md5: they go into the cache only, and those that were "
     "imported whole before are passed over. Exit code 3 says that some input was not understood."},
    {SUBCOMMAND_IMPORTS, "imports", "[describe NUMBER|latest] [OPTION…]", VALUE_TEXT, "describe", imports_options,
     "list the imports of the review, which are its searches",
     "Of each: the candidates it brought, and those that no other import brought. Without a review (-R), the "
     "imports of the cache are listed. describe completes what is known of one, named by its number in "
     "the list, from the options; an empty text takes it away. JSON is one array of objects with number, file, "
     "format, imported, round, kind, database, platform, date, strategy, limits, announced, records, rejected, "
     "brought, only_here, withdrawn, hash and kept (the review's copy of the file)."},
    {SUBCOMMAND_UNDO_IMPORT, "undo-import", "[OPTION…] NUMBER|latest", VALUE_TEXT, "latest", quiet_options,
     "withdraw from the review what only this import brought",
     "NUMBER is that of carrel imports. What other imports brought too, and what somebody decided on, stays. "
     "Decisions that were taken over with the import go. The cache keeps its studies. carrel undo "
     "takes it back."},
    {SUBCOMMAND_FETCH, "fetch", "[OPTION…] [ID…]", VALUE_ID, NULL, fetch_options,
     "get studies and links from PubMed, Europe PMC and other open services",
     "With --query, runs a search; all it finds comes into the cache, and with a review (-R) its candidates are a search "
     "of the review, with query, day and number of hits. PubMed gives 9,999 hits of a search and no more: a larger one is "
     "split by days until every part fits, and what cannot be had is said. With IDs (PMIDs or DOIs; - reads them from "
     "standard input), gets records that are not here yet. With --links, asks who cites the studies and whom they cite: iCite, "
     "NCBI and Europe PMC, or the services of the option links; a study without PMID is looked for by its DOI, and where that "
     "brings none, services that know DOIs are asked by it. What was answered not long ago (links-days) is not asked "
     "again. Nothing is asked twice that is here; --update asks Europe PMC for what it has had since a month before the last whole run. Addresses of services are options (carrelrc(5)); keys are taken from "
     "CARREL_NCBI_KEY (or NCBI_API_KEY) and CARREL_OPENALEX_KEY, or from the file secrets beside carrelrc, with lines such as "
     "ncbi.key=…, email=…, which nobody else may be able to read (chmod 600). JSON is an object a line: service, kind, title, state, "
     "says, hits, done, missing (PMIDs of which there is no record), requests, and of a search in a review, candidates "
     "and new."},
    {SUBCOMMAND_CHASE, "chase", "[OPTION…] [ID…]", VALUE_ID, NULL, chase_options,
     "chase citations: list the studies around those that the review included, or add them",
     "Seeds are what the review (-R) included at full text, as all votes come to, or at title and abstract where nothing is "
     "at full text yet; or the studies of --seeds, or IDs. A candidate is whatever a link joins to a seed and the "
     "review does not have, by PMID, DOI, PMCID or the same title, year and author; candidates stand in the order of their links to seeds, "
     "each with the seeds and routes that brought it. similarity weighs each link by Salton's cosine, so that a link of a study with many counts less. "
     "--add makes candidates of what is listed, to be screened as all others are: "
     "each round is a citation search of the review, which PRISMA counts as citation searching, and each candidate keeps seeds, "
     "routes, who knew of the link, day and round; carrel undo, or undo-import, takes it back. Then screen, and chase again: a round that adds no included "
     "study is the last one. --rounds-so-far tells candidates, screened and included of each. "
     "Where fewer than two citation indexes answered for the links of the seeds, it says so: files bring only some of the links. "
     "A link is printed as \"here\" where the record is in the cache, else as \"link\". What it all rests on goes to standard error. JSON is one object with round, "
     "seeds_are, routes, min_links, order, sources, steps, candidates, in_review_otherwise, added, note, warning, "
     "rounds_so_far and advice."},
    {SUBCOMMAND_PATH, "path", "[OPTION…] ID ID", VALUE_ID, NULL, path_options,
     "print the shortest way of citations from one study to another",
     "Along links in either direction; each line says how its study goes on to the next. JSON is an array of objects with id, cites_next and cited_by_next."},
    {SUBCOMMAND_ISLANDS, "islands", "[OPTION…] [ID…|QUERY]", VALUE_QUERY, NULL, islands_options,
     "tell which studies hang together by citations, and who would join the rest",
     "Of a query's studies, or of what the review (-R) included. Studies are on one island where a way of citations among them leads from one to the other. "
     "JSON is an object with islands (lists of ids) and connectors (id, links, islands)."},
    {SUBCOMMAND_MAP, "map", "[OPTION…] [ID…|QUERY]", VALUE_QUERY, NULL, map_options,
     "draw the citation map of studies",
     "Years across, studies as rows, citations as lines: of a query's studies, of what the review (-R) included, or of one "
     "study with its references and what cites it. SVG is a picture for print, DOT for Graphviz, GraphML for Gephi and others, CSV has a citation a line."},
    {SUBCOMMAND_SEARCH, "search", "[OPTION…] [QUERY]", VALUE_QUERY, NULL, search_options,
     "find studies and print a line of each",
     "The query language is described in carrel-query(7); the words of QUERY are joined by spaces. With a "
     "review (-R), the query means its candidates, at full text (--stage ft) those that title and abstract left "
     "in; in:cache widens it. JSON is one object a line: id, title, "
     "author, year, journal, doi, cited_by, retracted, decision."},
    {SUBCOMMAND_SHOW, "show", "[OPTION…] ID…", VALUE_ID, NULL, show_options,
     "print whole studies",
     "ID is pmid:22320928 (or the bare number), doi:10.…, pmcid:PMC…, or carrel:17; - reads ids from standard "
     "input, one a line. JSON is one object for each study, a line each."},
    {SUBCOMMAND_LINKS, "links", "[OPTION…] ID", VALUE_ID, NULL, links_options,
     "print what a study refers to, what cites it, what is similar",
     "Without --kind, all three kinds are printed in turn, with what services answered (carrel fetch --links) and "
     "when: none is an answer, failed is not. --kind similar adds what the cache itself finds, by words and by "
     "shared links. JSON is one array of objects with position, kind, id, title, authors, text, doi, pmcid, year, "
     "review, free, in_cache, why (of what is similar), decision and sources, the services that say this link."},
    {SUBCOMMAND_SCREEN, "screen", "FILE --as NAME", VALUE_FILE, NULL, plain_options,
     "screen with seven keys, for somebody who has never seen a program on a terminal",
     "FILE is a review, such as carrel review invite makes, or a file of studies: then the review is made beside it. One "
     "study is shown at a time; i includes, e excludes, m is maybe, l puts off, Space reads on, u takes back, q stops, "
     "and no other key does anything but ?, which explains these. Decisions are NAME's and are kept in the "
     "review. Of studies whose records are not on this machine the citation is shown."},
    {SUBCOMMAND_DECIDE, "decide", "include|exclude|maybe|later|clear [OPTION…] ID…|QUERY", VALUE_QUERY,
     "include exclude maybe later clear", decide_options,
     "decide on studies in the review",
     "Studies are named by ids, by - for ids on standard input, or by a query. A study that is no candidate yet "
     "becomes one. All of it is one action, which one undo takes back. Without -R the review is default.carrel "
     "among your reviews. At full text (--stage ft) only studies can be decided that were included, or maybe, at "
     "title and abstract, and an exclusion needs a reason. "
     "--rule \"published before 1990\" exclude year:..1989 excludes by a rule: it speaks where no person decided, "
     "PRISMA counts it as automation with its words and the day, it is no vote of yours, and the studies are no longer "
     "undecided. undo does not take it back; the same rule with clear does."},
    {SUBCOMMAND_TAG, "tag", "[OPTION…] [+LABEL|-LABEL]… -- ID…|QUERY", VALUE_QUERY, NULL, tag_options,
     "add and remove labels of studies in the review",
     "Labels end at --, and so do options, which have no short forms here. Labels of other kinds than marks have "
     "values: --value dose=5, checked against what \"carrel review labels\" says of the label."},
    {SUBCOMMAND_NOTE, "note", "[OPTION…] ID [TEXT]", VALUE_ID, NULL, plain_options,
     "print or write the note on a study in the review",
     "Without TEXT the note is printed; - reads it from standard input; an empty TEXT takes it away."},
    {SUBCOMMAND_ABSTRACT, "abstract", "[OPTION…] ID [TEXT]", VALUE_ID, NULL, plain_options,
     "print or write, in the review, the abstract that a record lacks",
     "Without TEXT what was filled in is printed; - reads it from standard input; an empty TEXT takes it away. The "
     "record in the cache stays as it is, and has:abstract means the record; show and export print the text with "
     "who wrote it, or in JSON with abstract_filled_in_by."},
    {SUBCOMMAND_DEDUPE, "dedupe", "[OPTION…]", VALUE_NONE, NULL, dedupe_options,
     "find records that are one study",
     "Prints every group of records that are one study: those that were joined when they were read, and those "
     "that are proposed now, with the reason in words. With a review (-R) its candidates are compared, else "
     "all of the cache. --apply needs a review and joins its candidates there: the cache and other reviews "
     "stay as they are, and one undo takes all of it back. JSON is one array of objects with study, state "
     "(joined or proposed), records (import, file, record, id, title) and why; record is the number in its "
     "file, from 1."},
    {SUBCOMMAND_EXPORT, "export", "[OPTION…] [QUERY]", VALUE_QUERY, NULL, export_options,
     "write studies in a format that other programs read",
     "Without a query, all candidates of the review are written, or all of the cache. A file appears when it "
     "is whole; what stood under its name stays until then. With --max-records or --max-bytes the parts are "
     "FILE-1.ris, FILE-2.ris and so on, each a whole file by itself; no record is cut, and one that is larger "
     "than a part stands alone, with a warning. Covidence takes at most 15,000 records and 50 MB: "
     "--max-records 15000 --max-bytes 50M. "
     "--for gives the decisions of a review to another tool: what the votes come to, or one's own while the review is "
     "blind. asreview is CSV with 1, 0 or nothing in the column included (RIS with ASReview_relevant is possible); "
     "rayyan is RIS with everybody's vote, labels and reasons in its notes; covidence and revman are RIS, a file for "
     "each list that they import into, of both stages: FILE-screen, -full-text, -included, -excluded and -irrelevant "
     "for Covidence, FILE-included, -excluded and -awaiting for RevMan, with the reason in a note and reports of one trial under one study's name (NS)."},
    {SUBCOMMAND_STATS, "stats", "[OPTION…]", VALUE_NONE, NULL, stats_options,
     "count studies, imports and decisions",
     "Of a review (-R), tables follow, with bars in text: progress (pace and time to the end are of today's "
     "decisions), decisions a day, what was included by each day, years, journals and reasons, time per "
     "decision with the hasty ones, and, where it is not blind, reviewers. CSV has columns table, key and value; JSON has the "
     "same under review.tables as {key, value}. "
     "With --yield, for each import of the review: its records, the candidates they are, how many of these no "
     "other import brought, and how many of both were included. JSON of it is an object with sources (number, "
     "file, database, platform, kind, date, records, announced, brought, unique, included, unique_included, "
     "withdrawn) and totals (records, candidates, included). "
     "With --storage, the bytes of the cache and its index by what they are spent on, and how many that is a study; JSON "
     "of it is an object with studies, bytes, per_study, not_indexed and parts (part, bytes, per_study)."},
    {SUBCOMMAND_RETRIEVE, "retrieve", "[OPTION…] FOLDER | --missing", VALUE_FILE, NULL, retrieve_options,
     "tell which full texts are at hand, and which are missing",
     "Looks through FOLDER and its folders for PDF files and finds the report of each among those that are due at "
     "full text: by the DOI in the file's name (with _ or %2F for its slashes, or what stands behind the slash), by "
     "PMID or PMCID, or by the first author, the year and words of the title. The files are not read. What is "
     "found is noted as retrieved, with the file; what fits several reports, or none, is listed and noted nowhere; so "
     "are reports without a file. All of it is one action, which one undo takes back. With --missing, the due "
     "reports that are neither retrieved nor decided are printed, with DOI and PMID, for interlibrary loan."},
    {SUBCOMMAND_KNOWN, "known", "[OPTION…] FILE|-|ID…", VALUE_FILE, NULL, listing_options,
     "tell which known studies were found, and by which source",
     "Known are studies that a search should find. PMIDs and DOIs are taken from a file, from standard input (-) or from the words, with whatever stands "
     "between them. A study is found where it is a candidate of the review, or without a review (-R) where it "
     "is in the cache. JSON is one object with items (given, id, found, sources, title), given, found and "
     "missing."},
    {SUBCOMMAND_HIGHLIGHT, "highlight", "[OPTION…] [list|add TERM…|remove TERM…|suggest]", VALUE_TEXT,
     "list add remove suggest", highlight_options,
     "list, add and remove the terms that the review watches for, or suggest some",
     "A term is a word, a phrase, a beginning (random*) or alternatives (mouse|mice|murine), each one argument; it speaks for "
     "inclusion, with --exclude for exclusion, or with --group belongs to a group such as population, "
     "intervention, comparison, outcome or any other. list prints how many candidates have each. suggest prints words that tell "
     "included from excluded studies: by the log odds ratio over its standard error, in at least three studies. JSON "
     "is a list of objects (role, group, term, candidates, or included and excluded)."},
    {SUBCOMMAND_ROUND, "round", "[OPTION…] [new [NAME]]", VALUE_TEXT, "new", listing_options,
     "list the rounds of the review, or begin a new one",
     "What is imported after the beginning of a round belongs to it: an update of the searches is a round. "
     "round:2 and is:new in a query find what a round brought. JSON is one array of objects with round, name, "
     "candidates and current."},
    {SUBCOMMAND_REVIEW, "review",
     "WORK [NAME…] [OPTION…]", VALUE_TEXT, "new list info set reasons labels dump restore copy merge invite split pilot audit sync",
     review_options, "make, list, describe, copy and join reviews",
     "WORK is new NAME, list, info [NAME], set NAME=VALUE…, reasons, labels, dump [NAME], restore FILE NAME, copy NAME OTHER, "
     "merge NAME OTHER…, invite COLLEAGUE, split, pilot NUMBER, audit NUMBER or sync FOLDER. "
     "A review that exists is never overwritten. With --update-of, the new one begins with the reasons, "
     "highlights and settings of the other, and with the numbers of studies and reports that it "
     "included, as the previous studies of PRISMA. set writes down title, question, population, intervention, "
     "comparison, outcome, criteria (include, exclude) and the rules for votes (votes, agree, blind). reasons prints the reasons for exclusion in their order; behind it stands \"add REASON\", \"rename REASON OTHER\" (with the name of another "
     "reason the two become one), "
     "\"remove REASON\" (past decisions keep it) or \"move REASON PLACE\". labels prints each label, how many studies have it, its colour, kind and choices; "
     "add LABEL makes one, set LABEL changes it, by --kind, --colour and --choices; rename, remove and move work on studies, too. dump prints every event of the log as a line of JSON "
     "(--format csv: as a table), which restore takes back: the audit trail, with time, person, study, decision, reason, "
     "the time it took, and whether it was undone. merge adds the events of other files: any number of "
     "times and in any order the result is the same. invite makes a file beside the review (-R) in which a "
     "colleague finds the candidates and criteria but nobody's votes. split shares the work out between the "
     "reviewers that --reviewers names: each candidate goes to one of them, and of --overlap per cent to as many as votes are "
     "wanted, at least two; is:mine is one's own share, none ends the split. pilot draws random studies for all "
     "to vote on before the screening begins (is:pilot); audit draws some of the excluded for a second look "
     "(is:audit). sync keeps the log in a folder that git or a "
     "file sync carries around: each person appends to one file of their own there and reads the others'."},
    {SUBCOMMAND_MERGE, "merge", "REVIEW OTHER…", VALUE_FILE, NULL, plain_options,
     "join the logs of other copies of a review into one",
     "Nothing is lost and nothing counts twice, however often and in whatever order files are merged."},
    {SUBCOMMAND_AGREEMENT, "agreement", "[OPTION…]", VALUE_NONE, NULL, agreement_options,
     "measure how far the reviewers agree",
     "Only when the review is no longer blind. Of each two: on how many studies both voted without seeing the other's vote, how many of these votes are "
     "alike, Cohen's kappa with its 95 % interval, and kappa adjusted for prevalence and bias; of more than two, "
     "Fleiss' kappa. Maybe counts as include unless the review's setting agree is none. A pilot shows where criteria are read "
     "differently: --query is:pilot --differences."},
    {SUBCOMMAND_UNDO, "undo", "[OPTION…] [NUMBER]", VALUE_NUMBER, NULL, quiet_options,
     "take back your last action in the review, or your last NUMBER actions", ""},
    {SUBCOMMAND_REDO, "redo", "[OPTION…] [NUMBER]", VALUE_NUMBER, NULL, quiet_options,
     "do again what was undone last, or the last NUMBER of it", ""},
    {SUBCOMMAND_PRISMA, "prisma", "[OPTION…]", VALUE_NONE, NULL, prisma_options,
     "draw the PRISMA 2020 flow diagram of a review",
     "The numbers are counted from the review (-R): records by source from its imports, what was decided at "
     "title and abstract and at full text, what could not be retrieved. Where boxes do not add up, it says so "
     "in words and adjusts nothing. CSV is what the R package PRISMA2020 reads."},
    {SUBCOMMAND_REPORT, "report", "[OPTION…]", VALUE_NONE, NULL, report_options,
     "write a report of a review as one HTML page",
     "Question and criteria, the PRISMA diagram, agreement of the reviewers, included studies, those excluded at "
     "full text with reasons, a draft of the methods, and the searches after PRISMA-S. The page needs no "
     "other file."},
    {SUBCOMMAND_CHECK, "check", "[OPTION…]", VALUE_NONE, NULL, check_options,
     "test whether cache and review are sound",
     "Prints each fault in a line; exit code 1 where there is one. Without -R only the cache is tested. With "
     "--retractions it asks PubMed instead, for all studies that the review (-R) included, or maybe, at title and "
     "abstract, and names those whose record says now that they were retracted, corrected or are of concern; what earlier checks found "
     "follows, each with its day. JSON is an object with asked, missing, changed and changed_before (id, title, found, retracted, concern, corrected)."},
    {SUBCOMMAND_COMPLETE, "complete", "bash|zsh|fish", VALUE_CHOICE, "bash zsh fish", plain_options,
     "print a completion script for a shell",
     "For bash: carrel complete bash > ~/.local/share/bash-completion/completions/carrel"},
};

const ExitCode exit_codes[] = {
    {0, "all is well"},
    {1, "something failed: a file, the database, permissions"},
    {2, "the command line was not understood"},
    {3, "some input was not understood; the rest is in"},
    {4, "a service could not be reached, or its quota is used up"},
    {130, "interrupted"},
    {0, NULL},
};
// clang-format on

const SubcommandInfo *subcommand_by_name(StringView name) {
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        if (sv_equal(sv(subcommands[i].name), name)) {
            return &subcommands[i];
        }
    }
    return NULL;
}
