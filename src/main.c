#include "carrel/cli/cli.h"
#include "carrel/tui/tui.h"

#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

// Out of memory raises SIGABRT after its sentence (base/memory.h); the screen, while it
// runs, has a handler of its own that puts the terminal back first.
static void end_after_abort(int signal_number) {
    (void) signal_number;
    _exit(1);
}

int main(int argc, char **argv) {
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C"); // what other programs read has a decimal point
    tzset();                    // before there are threads: what comes later only reads it
    signal(SIGABRT, end_after_abort);
    CliProgram program = {0};
    int code = cli_main(argc, argv, &program);
    if (code != CLI_PROGRAM) {
        return code;
    }
    TuiRequest request = {
        .cache = program.cache,
        .review = program.review,
        .as = program.as,
        .files = program.files,
        .file_count = program.file_count,
        .cache_only = program.cache_only,
        .offline = program.offline,
        .screening = program.screening,
    };
    code = tui_main(&request);
    free((void *) program.files);
    free(program.made);
    return code;
}
