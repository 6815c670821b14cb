// Starts the stand-in for the open services (tests/server) for the tests of a program, in a folder of its own,
// which is also where the gates are.
#ifndef SERVER_HELP_H
#define SERVER_HELP_H

#include "carrel/base/file.h"
#include "carrel/base/str.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    pid_t process;
    char folder[64];
    int port;
} TestServer;

static void server_name(const TestServer *server, const char *file, String *out) {
    string_clear(out);
    string_format(out, "%s/%s", server->folder, file);
}

// BUILD/tests/server/server, seen from BUILD/tests/unit/TEST.
static inline TestServer server_start(const char *studies) {
    TestServer server = {.folder = "/tmp/carrel-server-XXXXXX"};
    assert_non_null(mkdtemp(server.folder));
    char program[PATH_MAX] = "";
    assert_true(readlink("/proc/self/exe", program, sizeof program - 64) > 0);
    strcpy(strrchr(program, '/'), "/../server/server");
    server.process = fork();
    if (server.process == 0) {
        execl(program, "server", server.folder, studies, (char *) NULL);
        perror(program);
        _exit(127);
    }
    String name = {0}, text = {0};
    server_name(&server, "port", &name);
    for (int tries = 0; tries < 2000 && !file_exists(string_text(&name)); tries++) {
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    assert_true(file_read_all(string_text(&name), 16, &text, NULL));
    server.port = atoi(string_text(&text));
    string_free(&name);
    string_free(&text);
    return server;
}

static inline void server_end(TestServer *server) {
    kill(server->process, SIGTERM);
    waitpid(server->process, NULL, 0);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", server->folder);
    assert_int_equal(system(command), 0);
}

// What goes wrong from now on (see tests/server/faults.h); forgets the log. "" lets all go well.
static inline void server_faults(const TestServer *server, const char *faults) {
    String name = {0}, text = {0};
    server_name(server, "log", &name);
    unlink(string_text(&name));
    server_name(server, "faults", &name);
    // The comment makes it another text, so that the server counts anew.
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    string_format(&text, "%s\n# %lld.%09ld\n", faults, (long long) now.tv_sec, now.tv_nsec);
    assert_true(file_write_all(string_text(&name), string_view(&text), 0600, NULL));
    string_free(&name);
    string_free(&text);
}

// Appends the server's log since the faults were set; returns the number of its lines, the requests.
static inline size_t server_log(const TestServer *server, String *out) {
    String name = {0};
    server_name(server, "log", &name);
    size_t before = out->length, lines = 0;
    if (file_exists(string_text(&name))) {
        assert_true(file_read_all(string_text(&name), 16 << 20, out, NULL));
    }
    for (size_t i = before; i < out->length; i++) {
        lines += out->data[i] == '\n';
    }
    string_free(&name);
    return lines;
}

// "http://127.0.0.1:PORT/ncbi"; valid as long as the buffer.
static inline const char *server_url(const TestServer *server, const char *service, char buffer[64]) {
    snprintf(buffer, 64, "http://127.0.0.1:%d/%s", server->port, service);
    return buffer;
}

#endif
