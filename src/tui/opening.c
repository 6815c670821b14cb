#include "opening.h"

#include "desk.h"
#include "reading.h"

#include "carrel/base/file.h"
#include "carrel/screening/retrieving.h"
#include "carrel/term/clipboard.h"
#include "carrel/term/signals.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOTE_MOST ((size_t) 1 << 20)

void opening_copy(App *app, const char *text, const char *what) {
    const char *how;
    Error err = {0};
    bool ok = clipboard_put(app->screen, sv(text), &how, &err), lines = strchr(text, '\n') != NULL;
    if (ok && lines) {
        app_say(app, ROLE_GOOD, "%s copied by %s, %zu bytes", what, how, strlen(text));
    } else if (ok) {
        app_say(app, ROLE_GOOD, "%s copied by %s: %s", what, how, text);
    } else if (lines) {
        app_say(app, ROLE_WARNING, "%s not copied: %s", what, err.text);
    } else {
        app_say(app, ROLE_WARNING, "%s: %s (not copied: %s)", what, text, err.text);
    }
}

bool opening_add_address(const Study *study, String *url) {
    if (study->pmid) {
        string_format(url, "https://pubmed.ncbi.nlm.nih.gov/%" PRId64 "/", study->pmid);
    } else if (study->doi) {
        string_format(url, "https://doi.org/%s", study->doi);
    }
    return url->length > 0;
}

// Starts a program that does not use the terminal and is not waited for: its parent
// ends at once, so that nobody has to collect it.
static bool start_apart(const char *program, const char *argument) {
    pid_t child = fork();
    if (child == 0) {
        signals_reset_in_child();
        setsid();
        pid_t grandchild = fork();
        if (grandchild == 0) {
            int null = open("/dev/null", O_RDWR);
            if (null >= 0) {
                dup2(null, 0);
                dup2(null, 1);
                dup2(null, 2);
            }
            execlp(program, program, argument, (char *) NULL);
            _exit(127);
        }
        _exit(grandchild < 0 ? 127 : 0);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static void start_or_copy(App *app, const char *address, const char *what) {
    bool display = getenv("DISPLAY") || getenv("WAYLAND_DISPLAY");
    bool far = getenv("SSH_CONNECTION") != NULL;
    const char *browser = *app->options.browser ? app->options.browser : "xdg-open";
    if (((display && !far) || *app->options.browser) && start_apart(browser, address)) {
        app_say(app, ROLE_NORMAL, "%s opens %s", browser, address);
    } else {
        opening_copy(app, address, what);
    }
}

void opening_address(App *app, const char *url) {
    // Addresses come from records: only the web's own are given to another program.
    if (sv_starts_nocase(sv(url), SV("https://")) || sv_starts_nocase(sv(url), SV("http://"))) {
        start_or_copy(app, url, "address");
    } else {
        opening_copy(app, url, "address");
    }
}

void opening_record(App *app) {
    reading_load(app);
    String url = {0};
    if (opening_add_address(&app->reading.study, &url)) {
        opening_address(app, url.data);
    } else {
        app_say(app, ROLE_NORMAL, "This record has no PMID and no DOI, so it has no page");
    }
    string_free(&url);
}

// A colleague may have named the file: only what is for reading is given to another program.
static bool is_document(StringView path) {
    static const char *const endings[] = {".pdf", ".epub", ".djvu", ".ps", ".docx", ".odt", ".rtf", ".txt"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t length = strlen(endings[i]);
        if (path.length > length && sv_equal_nocase(sv_from(path, path.length - length), sv(endings[i]))) {
            return true;
        }
    }
    return false;
}

// The file that retrieval named, where it is there.
static bool open_kept_file(App *app) {
    const Candidate *candidate = desk_candidate(app, app->reading.shown);
    String path = {0};
    if (candidate && candidate->file) {
        retrieving_add_path(app->desk.path, candidate->file, &path);
    }
    bool there = path.length && file_exists(path.data) && !file_is_folder(path.data);
    if (there && is_document(string_view(&path))) {
        start_or_copy(app, path.data, "file");
    } else if (there) {
        opening_copy(app, path.data, "file");
    }
    string_free(&path);
    return there;
}

void opening_full_text(App *app) {
    reading_load(app);
    if (open_kept_file(app)) {
        return;
    }
    const Study *study = &app->reading.study;
    String url = {0};
    if (study->pmcid) {
        string_format(&url, "https://pmc.ncbi.nlm.nih.gov/articles/%s/", study->pmcid);
    } else if (study->doi) {
        string_format(&url, "https://doi.org/%s", study->doi);
    } else {
        for (size_t i = 0; i < study->full_text_count && !url.length; i++) {
            string_add_text(&url, study->full_text[i].url);
        }
    }
    if (url.length) {
        opening_address(app, url.data);
    } else {
        app_say(app, ROLE_NORMAL, "This record names no full text");
    }
    string_free(&url);
}

bool opening_edit(App *app, const char *text, String *out) {
    const char *folder = getenv("TMPDIR");
    String name = {0};
    Error err = {0};
    string_format(&name, "%s/carrel-note-XXXXXX", folder && *folder == '/' ? folder : "/tmp");
    int fd = mkstemp(name.data);
    if (fd < 0) {
        app_say(app, ROLE_ERROR, "No temporary file can be made in %s", folder ? folder : "/tmp");
        string_free(&name);
        return false;
    }
    const char *editor = *app->options.editor ? app->options.editor : getenv("VISUAL");
    editor = editor && *editor ? editor : getenv("EDITOR");
    editor = editor && *editor ? editor : "vi";
    size_t length = strlen(text);
    bool ok = write(fd, text, length) == (ssize_t) length;
    close(fd);
    // The editor's own words ("code -w") are the user's; the file's name is an argument.
    String script = {0};
    string_format(&script, "%s \"$1\"", editor);
    char *arguments[] = {"sh", "-c", script.data, "carrel", name.data, NULL};
    int status = 0;
    ok = ok && screen_run(app->screen, arguments, NULL, false, &status, &err);
    if (ok && status != 0) {
        ok = error_set(&err, ERROR_SYSTEM, "%s ended with code %d; the text is as it was", editor, status);
    }
    ok = ok && file_read_all(name.data, NOTE_MOST, out, &err);
    if (!ok) {
        app_say_error(app, &err);
    }
    unlink(name.data);
    string_free(&script);
    string_free(&name);
    return ok;
}
