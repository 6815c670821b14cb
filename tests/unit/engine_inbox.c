#include "engine_help.h"

#include "carrel/base/clock.h"
#include "carrel/engine/inbox.h"

#include <sys/stat.h>
#include <unistd.h>

static const char ris[] = "TY  - JOUR\nTI  - An invented study of cells.\nPY  - 2020\nER  - \n";

// The next message; its texts are in the place's arena.
static InboxFile next_file(Place *place) {
    struct pollfd wake = {.fd = mailbox_fd(place->mailbox), .events = POLLIN};
    Mail mail;
    while (!mailbox_take(place->mailbox, &mail)) {
        assert_int_equal(poll(&wake, 1, 20000), 1);
    }
    assert_int_equal(mail.tag, MAIL_INBOX);
    InboxFile file = *(InboxFile *) mail.value;
    file.path = arena_copy(&place->arena, file.path);
    file.search = arena_copy(&place->arena, file.search);
    mail.destroy(mail.value);
    return file;
}

// The next about this path (NULL: the folder). A file may be told twice, and by the name it had before.
static InboxFile message_of(Place *place, const char *path, bool gone) {
    InboxFile file = next_file(place);
    while (file.gone != gone || !file.path != !path || (path && strcmp(file.path, path) != 0)) {
        file = next_file(place);
    }
    return file;
}

static void test_what_is_saved_is_told(void **state) {
    Place *place = *state;
    Inbox *inbox = inbox_start(place->folder, 0, "", place->mailbox);
    // What the folder had, which is nothing, is told before this file or with it.
    const char *path = place_write(place, "embase.ris", sv(ris)); // by a temporary name and a move
    InboxFile file = message_of(place, path, false);
    assert_true(file.understood);
    assert_int_equal(file.format, FORMAT_RIS);
    assert_int_equal(file.error.kind, ERROR_NONE);
    assert_in_range(file.time, clock_now_ms() - 60000, clock_now_ms());
    // In place, as a program writes that knows no better.
    FILE *out = fopen(place_file(place, "picture.png"), "w");
    fwrite("\x89PNG\r\n\x1a\n\0\0\0", 1, 11, out);
    fclose(out);
    file = message_of(place, place_file(place, "picture.png"), false);
    assert_false(file.understood);
    assert_int_not_equal(file.error.kind, ERROR_NONE);
    unlink(path);
    message_of(place, path, true);
    inbox_stop(inbox);
}

static void test_unfinished_files_are_passed_over(void **state) {
    Place *place = *state;
    static const char *const names[] = {"a.ris.part", "b.ris.crdownload", "c.ris.tmp",
                                        ".d.ris",     "e.ris~",           "f.ris.download"};
    Inbox *inbox = inbox_start(place->folder, 0, "", place->mailbox);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        place_write(place, names[i], sv(ris));
    }
    place_write(place, "empty.ris", SV(""));
    mkdir(place_file(place, "folder.ris"), 0700);
    // As a browser ends: the unfinished file gets its name.
    rename(place_file(place, "a.ris.part"), place_file(place, "a.ris"));
    const char *path = place_file(place, "a.ris");
    for (bool told = false; !told;) {
        InboxFile file = next_file(place);
        told = !file.gone && strcmp(file.path, path) == 0;
        assert_true(told || file.gone || !sv_ends(sv(file.path), SV(".ris")));
    }
    inbox_stop(inbox);
}

static void test_what_was_there(void **state) {
    Place *place = *state;
    const char *path = place_write(place, "old.ris", sv(ris));
    int64_t later = clock_now_ms() + 60000;
    const char *waiting = place_write(place, "waiting.ris", sv(ris));
    // It came before the inbox was looked at last; the other waited then.
    Inbox *inbox = inbox_start(place->folder, later, "gone.ris\nwaiting.ris", place->mailbox);
    InboxFile file = message_of(place, waiting, false);
    assert_true(file.was_there);
    const char *fresh = place_write(place, "fresh.ris", sv(ris));
    file = message_of(place, fresh, false);
    assert_false(file.was_there);
    inbox_stop(inbox);
    inbox = inbox_start(place->folder, 0, "", place->mailbox);
    bool old = false;
    for (int i = 0; i < 3; i++) {
        file = next_file(place);
        old = old || strcmp(file.path, path) == 0;
    }
    assert_true(old);
    inbox_stop(inbox);
}

static void test_folders_that_cannot_be_watched(void **state) {
    Place *place = *state;
    const char *path = place_write(place, "file", sv(ris));
    const char *folder = place_file(place, "inbox");
    const char *const paths[] = {place_file(place, "nowhere"), path};
    for (size_t i = 0; i < 2; i++) {
        Inbox *inbox = inbox_start(paths[i], 0, "", place->mailbox);
        InboxFile file = message_of(place, NULL, false);
        assert_non_null(strstr(file.error.text, "is not watched"));
        inbox_stop(inbox);
    }
    mkdir(folder, 0700);
    place_write(place, "inbox/a.ris", sv(ris));
    Inbox *inbox = inbox_start(folder, 0, "", place->mailbox);
    InboxFile file = message_of(place, place_file(place, "inbox/a.ris"), false);
    unlink(file.path);
    rmdir(folder);
    file = message_of(place, NULL, false);
    assert_non_null(strstr(file.error.text, "it was removed or moved"));
    inbox_stop(inbox);
}

// Stopping does not wait for a folder full of files.
static void test_stopping_at_once(void **state) {
    Place *place = *state;
    char name[32];
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "%d.ris", i);
        place_write(place, name, sv(ris));
    }
    for (int i = 0; i < 20; i++) {
        inbox_stop(inbox_start(place->folder, 0, "", place->mailbox));
    }
    inbox_stop(NULL);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_new, place_free)
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_saved_is_told), TEST(test_unfinished_files_are_passed_over),
        TEST(test_what_was_there),        TEST(test_folders_that_cannot_be_watched),
        TEST(test_stopping_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
